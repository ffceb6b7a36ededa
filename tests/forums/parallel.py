"""Many real connections at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def in_parallel(times: int, act: Callable[[], Any]) -> list[Any]:
    """Call `act` from so many threads at once, each with a connection of its own."""
    barrier = Barrier(times)

    def run(_: int) -> Any:
        try:
            barrier.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
