"""Tell everybody who follows about a new post, each once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.actions import notify, read_posts
from forums.personal.models import ReadMark
from forums.posts.models import Post
from forums.threads.models import Thread

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
        notify(member=member, verb=f"forums.{verb}", event=f"post:{post.pk}", actor=post.author, data=about(post, post.thread))
    _read_already(post, audience)
    Post.objects.filter(pk=post.pk).update(announced_at=timezone.now())
    return len(audience)


def about(post: Post, thread: Thread) -> dict[str, Any]:
    """What a notification keeps of a post, so that its sentence needs no query."""
    return {"thread": thread.pk, "post": post.pk, "number": post.number, "title": thread.title, "slug": thread.slug}


def _read_already(post: Post, audience: Iterable[Member]) -> None:
    """A page that was open showed the post before this job ran: whoever saw it needs neither bell nor mail."""
    marks = ReadMark.objects.filter(
        thread=post.thread_id, last_number__gte=post.number or 1, member__in=[one.pk for one in audience]
    )
    saw = set(marks.values_list("member_id", flat=True))
    for member in audience:
        if member.pk in saw and post.number:
            read_posts(by=member, thread_id=post.thread_id, up_to=post.number)


def announce_accepted(thread: Thread, number: int, *, by: Member) -> None:
    """Tell whoever wrote the answer that it is the accepted one; once, however often the mark moves."""
    post = Post.objects.published().select_related("author").filter(thread=thread, number=number).first()
    if post is not None:
        notify(member=post.author, verb="forums.accepted", event=f"accepted:{post.pk}", actor=by, data=about(post, thread))
