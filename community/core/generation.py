"""A number that stands in cache keys: raising it makes every answer kept under the old one unreachable."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import transaction


class Generation:
    def __init__(self, key: str) -> None:
        self.key = key

    def current(self) -> int:
        found = cache.get(self.key)
        if found is None:
            found = 1
            cache.add(self.key, found, None)
        return found

    def advance(self, **kwargs: Any) -> None:
        """Call it, or connect it to a signal. Takes effect once more after the commit, for who read before it."""
        self._raise()
        transaction.on_commit(self._raise)

    def _raise(self) -> None:
        try:
            cache.incr(self.key)
        except ValueError:
            cache.set(self.key, 2, None)
