"""What is to happen to a thread. One query for each thread object, and none for a thread that never had a timer."""

from __future__ import annotations

from forums.threads.models import Thread

from .models import Timer


def timers_of(thread: Thread) -> list[Timer]:
    if not thread.has(Thread.Extra.TIMER):
        return []
    known = getattr(thread, "_timers_set", None)
    if known is None:
        known = list(Timer.objects.filter(thread=thread).order_by("kind"))
        thread._timers_set = known  # type: ignore[attr-defined]
    return known


def is_closed(thread: Thread) -> bool:
    """Whether nobody but moderators writes there now: what is due counts, also while the worker is away."""
    closed = thread.is_locked
    due = [(timer.moment(thread), timer.kind) for timer in timers_of(thread) if timer.is_due(thread)]
    for _moment, kind in sorted(due):
        closed = kind != Timer.Kind.OPEN
    return closed
