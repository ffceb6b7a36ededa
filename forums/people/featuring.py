"""Posts that are held up: their list, and the newest one for the line on the first page."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from forums.posts.models import Post

from .models import FeaturedPost

PAGE = 20
# The line on the first page is news, not decoration.
NEWS_FOR = timedelta(days=14)
_KEY, _SECONDS = "forums.people.featured", 60


def page_for(viewer: Viewer, cursor: str) -> KeyPage[FeaturedPost]:
    """Those the viewer may read, newest first; two queries. Raises BadCursor."""
    readable = Post.objects.visible_to(viewer).published()
    rows = FeaturedPost.objects.filter(post__in=readable).select_related("post__author", "post__thread__forum")
    return after_key(rows, order=("featured_at", "pk"), cursor=cursor, size=PAGE)


def newest_for(viewer: Viewer) -> FeaturedPost | None:
    """The newest of the last two weeks, if the viewer may read it. No query while nothing is featured."""
    pk = cache.get(_KEY)
    if pk is None:
        recent = FeaturedPost.objects.filter(featured_at__gt=timezone.now() - NEWS_FOR).order_by("-featured_at", "-pk")
        pk = recent.values_list("pk", flat=True).first() or 0
        cache.set(_KEY, pk, _SECONDS)
    if not pk:
        return None
    readable = Post.objects.visible_to(viewer).published()
    rows = FeaturedPost.objects.filter(pk=pk, post__in=readable).select_related("post__author", "post__thread")
    return rows.first()


def forget() -> None:
    cache.delete(_KEY)
