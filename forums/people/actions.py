"""Holding up a post for all to see, and choosing the thread on one's own profile."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forums import signals
from forums.posts.models import Post
from forums.threads.models import Thread

from . import featuring, policies
from .models import FeaturedPost, ShownThread


@transaction.atomic
def feature(*, by: Member, post: Post, reason: str = "") -> bool:
    """Says whether it is new; a second moderator adds nothing."""
    policies.can_feature(by, post).enforce()
    reason = " ".join(reason.split())[:200]
    _row, created = FeaturedPost.objects.get_or_create(
        post=post, defaults={"by": by, "reason": reason, "featured_at": timezone.now()}
    )
    if created:
        featuring.forget()
        signals.post_featured.send(Post, post=post, by=by, reason=reason, stands=True)
    return created


@transaction.atomic
def unfeature(*, by: Member, post: Post) -> bool:
    policies.can_unfeature(by, post).enforce()
    gone = bool(FeaturedPost.objects.filter(post=post).delete()[0])
    if gone:
        featuring.forget()
        signals.post_featured.send(Post, post=post, by=by, reason="", stands=False)
    return gone


def show_thread(*, by: Member, thread: Thread | None) -> None:
    """At the top of one's own profile; None shows no thread."""
    if thread is None:
        ShownThread.objects.filter(member=by).delete()
        return
    policies.can_show(by, thread).enforce()
    ShownThread.objects.update_or_create(member=by, defaults={"thread": thread})
