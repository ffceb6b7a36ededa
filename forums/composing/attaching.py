"""Giving a post that stands already a poll or an event, an edit like any other; and reading out what came with it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from accounts.models import Member
from forums import policies, signals
from forums.events.models import Event
from forums.polls.models import Poll
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import counters
from forums.threads.models import Thread

from . import limits
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
    # An event that is changed rings the bell of everybody who comes.
    limits.check_count(by, "edits", limit=limits.EDITS_A_DAY, moderates=bool(policies.can_moderate(by, post.thread.forum_id)))
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


def links_beside(post_id: int) -> list[str]:
    """The addresses that stand beside the text of a post."""
    return list(Event.objects.filter(post=post_id).exclude(link="").values_list("link", flat=True))


def words_beside(post: Post) -> list[str]:
    """The words of what comes with the post, for those who judge it. No query where its thread has no such thing."""
    found: list[str] = []
    if post.thread.has(Thread.Extra.POLL):
        found += ["\n".join([poll.question, *poll.options]) for poll in Poll.objects.filter(post=post)]
    if post.thread.has(Thread.Extra.EVENT):
        lines = [(event.title, event.place, event.link) for event in Event.objects.filter(post=post)]
        found += ["\n".join(filter(None, line)) for line in lines]
    return found
