"""How often threads were opened: gathered in this process, written by a job every half minute.

A view must not cost a write. The gathering is per process and not in the cache, because without Redis the worker is
another process with another cache. What a process had not handed over when it died is lost; a view is worth that little.
"""

from __future__ import annotations

import threading
import time
from collections import Counter

SECONDS = 30
MOST = 500

_lock = threading.Lock()
_gathered: Counter[int] = Counter()
_since = time.monotonic()


def note(thread_id: int) -> None:
    """One more view; hands everything over when it is time."""
    with _lock:
        _gathered[thread_id] += 1
        due = time.monotonic() - _since >= SECONDS or len(_gathered) >= MOST
    if due:
        hand_over()


def hand_over() -> None:
    """Give what was gathered to the job that writes it."""
    from .tasks import add_views

    global _since
    with _lock:
        counts = dict(_gathered)
        _gathered.clear()
        _since = time.monotonic()
    if counts:
        add_views(counts)


def forget() -> None:
    """Drop what was gathered; for tests, which share the process."""
    global _since
    with _lock:
        _gathered.clear()
        _since = time.monotonic()
