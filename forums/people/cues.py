"""When others should say a word: to somebody's first post, and to who comes back after a long time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.levers import note_return
from forums.access import Viewer
from forums.posts.models import Post

AWAY = timedelta(days=120)
# A greeting that comes later is odd.
SHOWN = timedelta(days=14)


def cue_for(post: Post, viewer: Viewer) -> str:
    """ "first", "back" or "": asks no database, the author is loaded with the post."""
    author = post.author
    if not viewer.is_authenticated or viewer.pk == author.pk or not post.is_published or post.published_at is None:
        return ""
    if timezone.now() - post.published_at > SHOWN or author.is_staff:
        return ""
    if author.post_count == 1 and not author.is_imported:
        return "first"
    return "back" if author.returned_at == post.published_at else ""


def look_for_return(post_id: int) -> bool:
    """Whether the post is its author's first for a long time; noted on the member."""
    post = Post.objects.published().filter(pk=post_id).select_related("author").first()
    if post is None or post.published_at is None:
        return False
    earlier = Post.objects.published().filter(author=post.author_id, pk__lt=post.pk).order_by("-pk")
    last = earlier.values_list("published_at", flat=True).first()
    if last is None or post.published_at - last < AWAY:
        return False
    return note_return(post.author, post.published_at)
