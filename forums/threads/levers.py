"""What higher storeys may do to a thread. Each says whether it moved anything; none asks why."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from forums import signals
from forums.models import Forum

from . import counters
from .models import Thread

FOR_GOOD = datetime(9999, 12, 31, tzinfo=UTC)


def _set(thread: Thread, **fields: object) -> bool:
    changed = Thread.objects.filter(pk=thread.pk).exclude(**fields).update(**fields)
    for name, value in fields.items():
        setattr(thread, name, value)
    return bool(changed)


def lock(thread: Thread) -> bool:
    return _set(thread, is_locked=True)


def unlock(thread: Thread) -> bool:
    return _set(thread, is_locked=False)


def pin(thread: Thread, until: datetime | None = None, everywhere: bool = False) -> bool:
    """Keep it at the top until a moment, for good when none is given; on its forum's list or on every one."""
    until = until or FOR_GOOD
    changed = (
        Thread.objects.filter(pk=thread.pk)
        .exclude(pinned_until__isnull=False, pinned_until=until, pinned_everywhere=everywhere)
        .update(pinned_until=until, pinned_everywhere=everywhere)
    )
    thread.pinned_until, thread.pinned_everywhere = until, everywhere
    return bool(changed)


def unpin(thread: Thread) -> bool:
    changed = Thread.objects.filter(pk=thread.pk, pinned_until__isnull=False).update(pinned_until=None, pinned_everywhere=False)
    thread.pinned_until, thread.pinned_everywhere = None, False
    return bool(changed)


def mark(thread: Thread, extra: int) -> bool:
    """Remember that the thread has such a thing (Thread.Extra), so that its page asks for it."""
    changed = Thread.objects.filter(pk=thread.pk).exclude(extras=F("extras").bitor(extra)).update(extras=F("extras").bitor(extra))
    thread.extras |= extra
    return bool(changed)


def unmark(thread: Thread, extra: int) -> bool:
    left = F("extras").bitand(~extra)
    changed = Thread.objects.filter(pk=thread.pk).exclude(extras=left).update(extras=left)
    thread.extras &= ~extra
    return bool(changed)


def slow_down(thread: Thread, seconds: int, until: datetime | None = None) -> bool:
    """Let so many seconds lie between two posts of a member; 0 ends it."""
    return _set(thread, slow_seconds=seconds, slow_until=until if seconds else None)


@transaction.atomic
def accept(thread: Thread, number: int | None) -> bool:
    """Mark the post with this number as the accepted answer, or none."""
    fresh = counters.lock(thread.pk)
    thread.accepted_number = number
    if fresh.accepted_number == number:
        return False
    Thread.objects.filter(pk=thread.pk).update(accepted_number=number)
    return True


@transaction.atomic
def turn_into(thread: Thread, kind: str) -> bool:
    """Make it a discussion, a question or an announcement. Only a question has an accepted answer."""
    changed = _set(thread, kind=kind)
    if kind != Thread.Kind.QUESTION:
        accept(thread, None)
    return changed


@transaction.atomic
def move(thread: Thread, forum: Forum) -> bool:
    fresh = counters.lock(thread.pk)
    before = fresh.forum
    if before.pk == forum.pk:
        return False
    Thread.objects.filter(pk=thread.pk).update(forum=forum)
    thread.forum = forum
    if fresh.state == Thread.State.PUBLISHED:
        posts = _published_posts(fresh)
        counters.thread_taken(fresh, posts=posts, forum_id=before.pk)
        counters.thread_shown(fresh, posts=posts, forum_id=forum.pk)
    signals.thread_moved.send(Thread, thread=thread, before=before)
    return True


def hide(thread: Thread) -> bool:
    return to_state(thread, Thread.State.HIDDEN)


def remove(thread: Thread) -> bool:
    return to_state(thread, Thread.State.REMOVED)


def hold(thread: Thread) -> bool:
    return to_state(thread, Thread.State.HELD)


def restore(thread: Thread) -> bool:
    return to_state(thread, Thread.State.PUBLISHED)


release = restore


@transaction.atomic
def to_state(thread: Thread, state: str) -> bool:
    """Bring the thread into `state`; its posts keep their own."""
    fresh = counters.lock(thread.pk)
    before = fresh.state
    if state == Thread.State.PUBLISHED and fresh.has(Thread.Extra.MERGED):
        # Everything it held stands elsewhere; it comes back with its posts (forums.rearranging.levers.put_back).
        thread.state = before
        return False
    thread.state = state
    if before == state:
        return False
    Thread.objects.filter(pk=thread.pk).update(state=state)
    fresh.state = state
    if state == Thread.State.PUBLISHED:
        counters.thread_shown(fresh, posts=_published_posts(fresh))
    elif before == Thread.State.PUBLISHED:
        counters.thread_taken(fresh, posts=_published_posts(fresh))
    signals.thread_state_changed.send(Thread, thread=thread, before=before)
    return True


def _published_posts(thread: Thread) -> int:
    # Through the reverse name: the posts app stands above this one.
    return thread.posts.filter(state="published").count()
