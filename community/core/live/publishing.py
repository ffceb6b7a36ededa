"""Telling: after the commit, to this process or through Redis to all of them."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as store
from django.db import transaction

from . import hub

TOPIC = "folkmoot.live"
# So long a page that lost its connection, or asks instead of listening, can catch up.
KEPT_SECONDS = 900
# News of one channel; a member's holds the bell and messages.
KEPT_EACH = 8


def now() -> int:
    """Microseconds; news are numbered by the moment they were told, so that a page can say what it knows already."""
    return time.time_ns() // 1_000


def publish(channel: str, data: dict[str, Any] | None = None) -> None:
    """Tell everybody who hears this channel, once the transaction is committed. Numbers and ids only, never text."""

    def tell() -> None:
        _tell(channel, data or {})

    # robust: who cannot be told now will see it when they look; the act itself has succeeded. (A function, no partial():
    # Django wants to name what failed.)
    transaction.on_commit(tell, robust=True)


def _tell(channel: str, data: dict[str, Any]) -> None:
    number, key = now(), _key(channel)
    # Two processes may overwrite each other here; an open page hears of both, and one that asks sees the other when it looks.
    store.set(key, [*store.get(key, [])[1 - KEPT_EACH :], (number, data)], KEPT_SECONDS)
    if settings.REDIS_URL:
        _redis().publish(TOPIC, json.dumps([channel, number, data]))
    elif hub.current is not None:
        hub.current.tell(channel, number, data)


def since(channels: Sequence[str], number: int) -> list[tuple[str, int, dict[str, Any]]]:
    """The last news of each of these channels, as far as they came after that one. No query."""
    kept = store.get_many([_key(channel) for channel in channels])
    found = [(channel, when, data) for channel in channels for when, data in kept.get(_key(channel), []) if when > number]
    return sorted(found, key=lambda news: news[1])


def _key(channel: str) -> str:
    return f"live.{channel}"


@cache
def _redis() -> Any:
    import redis

    # A Redis that is away must not hold up whoever just posted.
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=1)
