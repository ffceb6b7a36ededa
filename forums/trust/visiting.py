"""Noting who was here and how much they read: gathered in this process, written by a job every half minute.

As forums.threads.viewing: a page view must not cost a write. Only two numbers a member and day are kept, not what was read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

SECONDS = 30
MOST = 500
# Nobody reads more in a day; turning pages by machine earns nothing beyond.
THREADS_A_DAY, POSTS_A_DAY = 200, 1000

_lock = threading.Lock()
_gathered: dict[tuple[int, str], list[int]] = {}
_since = time.monotonic()


def today() -> date:
    """The site's day; a member's own time zone would let one day count twice."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def note(member_id: int, *, threads: int = 0, posts: int = 0) -> None:
    """They were here, and read so much; hands everything over when it is time."""
    with _lock:
        row = _gathered.setdefault((member_id, today().isoformat()), [0, 0])
        row[0] += threads
        row[1] += posts
        due = time.monotonic() - _since >= SECONDS or len(_gathered) >= MOST
    if due:
        hand_over()


def hand_over() -> None:
    """Give what was gathered to the job that writes it."""
    from .tasks import add_visits

    global _since
    with _lock:
        rows = [(member_id, day, threads, posts) for (member_id, day), (threads, posts) in _gathered.items()]
        _gathered.clear()
        _since = time.monotonic()
    if rows:
        add_visits(rows)


def forget() -> None:
    """Drop what was gathered; for tests, which share the process."""
    global _since
    with _lock:
        _gathered.clear()
        _since = time.monotonic()


def read_now(numbers: Sequence[int | None], read_before: int | None) -> tuple[int, int]:
    """(threads, posts) that somebody reads for the first time, who sees the posts with these numbers."""
    new = sum(1 for number in numbers if number and number > (read_before or 0))
    return (1 if read_before is None and new else 0), new
