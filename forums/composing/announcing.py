"""Tell everybody who follows about a new post, each once."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.notifications.actions import notify
from forums.posts.models import Post

from .audience import audience_of


@transaction.atomic
def announce_post(post_id: int) -> int:
    """Notify the audience of a published post and mark it announced; returns how many were told. Repeating it is harmless."""
    post = (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("thread__forum", "author")
        .filter(pk=post_id, state=Post.State.PUBLISHED, announced_at=None)
        .first()
    )
    if post is None:
        return 0
    audience = audience_of(post)
    for member, verb in audience.items():
        notify(
            member=member,
            verb=f"forums.{verb}",
            event=f"post:{post.pk}",
            actor=post.author,
            data={
                "thread": post.thread_id,
                "post": post.pk,
                "number": post.number,
                "title": post.thread.title,
                "slug": post.thread.slug,
            },
        )
    Post.objects.filter(pk=post.pk).update(announced_at=timezone.now())
    return len(audience)
