"""Requests first: where one process answers people and carries the jobs, a job begins when nobody is waiting for a page.

Both share one interpreter: a job that runs beside a request makes it take twice as long. Nobody notices a mail that leaves a
moment later; everybody notices a page that does. No job waits longer than PATIENCE, however busy the forum is.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

PATIENCE = 0.5
# A browser that has just been answered often asks again at once.
_BREATH = 0.02
# How long a thread may keep the interpreter while another wants it; five milliseconds by default, and a request that gives
# it up at every query would wait as long for each of them.
_SWITCH = 0.0005

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Turns:
    """Counts requests that are being answered, and lets jobs wait for a gap between them."""

    def __init__(self) -> None:
        self._answering = 0
        self._last = 0.0
        self._gap = threading.Condition()

    def application(self, inner: Wsgi) -> Wsgi:
        """The same application, counted. A stream counts until it begins, not while it lasts."""

        def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
            with self._gap:
                self._answering += 1
            try:
                return inner(environ, start_response)
            finally:
                with self._gap:
                    self._answering -= 1
                    self._last = time.monotonic()
                    self._gap.notify_all()

        return counted

    def wait(self, _task: object = None, *, patience: float = PATIENCE) -> bool:
        """Called before a job: returns when no request is being answered, or when `patience` is at its end (False then)."""
        until = time.monotonic() + patience
        with self._gap:
            while (left := until - time.monotonic()) > 0:
                rest = self._last + _BREATH - time.monotonic()
                if not self._answering and rest <= 0:
                    return True
                self._gap.wait(left if self._answering else min(rest, left))
        return False


def settle() -> None:
    """Once a process has loaded everything: what is loaded stays, so it is not looked through for garbage again and again."""
    sys.setswitchinterval(_SWITCH)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
