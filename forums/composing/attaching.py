"""Giving a post that stands already a poll or an event. It is an edit: as long, and as closely looked at."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts.models import Member
from forums import policies, signals
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import counters

from .actions import prepare
from .editing import locked
from .extras import Extra
from .submission import Outcome


def add(*, by: Member, post: Post, extra: Extra, attach: Callable[[], object] | None = None) -> Post:
    """Screen `extra` with the post's text and make it. `attach` changes one that stands there, and asks for the right itself.

    Raises Refused or ValidationError by field.
    """
    if attach is None:
        policies.can_edit(by, post).enforce()
    ready = prepare(
        by=by,
        kind="edit",
        forum=post.thread.forum,
        title=post.thread.title,
        body=post.source,
        thread=post.thread,
        post=post,
        extras=[extra],
    )
    with transaction.atomic():
        signals.post_about_to_change.send(Post, post=post)
        # The thread first, as everywhere: it will be told what it has.
        counters.lock(post.thread_id)
        fresh = locked(post)
        if attach is None:
            policies.can_edit(by, fresh).enforce()
            extra.attach(fresh)
        else:
            attach()
        if ready.verdict.outcome is Outcome.HOLD and fresh.state == Post.State.PUBLISHED:
            levers.hold(fresh)
            signals.post_held.send(Post, post=fresh, verdict=ready.verdict)
        return fresh
