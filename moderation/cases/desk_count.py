"""The number on the shield in every page's header: it must cost nothing, so it is kept until a case changes."""

from __future__ import annotations

from hashlib import sha256
from time import time

from django.core.cache import cache
from django.db import transaction

from forums.access import Viewer
from moderation.access import is_moderator, moderated_forums, moderates_everything

from .models import Case

_VERSION = "moderation.desk.version"
_SECONDS = 60  # a snooze that ends is counted after this long at the latest


def open_count_for(viewer: Viewer) -> int:
    """Open cases that wait for this viewer now. No query for anybody who moderates nothing, seldom one for who does."""
    if not is_moderator(viewer):
        return 0
    key = key_for(viewer, "open")
    found = cache.get(key)
    if found is None:
        found = Case.objects.open().awake().visible_to(viewer).count()
        cache.set(key, found, _SECONDS)
    return found


def key_for(viewer: Viewer, what: str, *, lasting: bool = False) -> str:
    """Where an answer is kept that is the same for all who moderate the same forums; until a case changes, unless `lasting`."""
    where = "all" if moderates_everything(viewer) else sha256(repr(moderated_forums(viewer)).encode()).hexdigest()[:20]
    return f"moderation.desk.{'-' if lasting else version()}.{what}.{where}"


def version() -> int:
    return int(cache.get(_VERSION, 1))


def mark() -> str:
    """Differs from an earlier one when the desk may have changed since; no query. Time passes too: sleep and claims end."""
    return f"{version()}-{int(time() / _SECONDS)}"


def changed() -> None:
    """Say that a case was opened, decided, claimed, snoozed or moved; counted anew after the commit."""
    transaction.on_commit(_forget)


def _forget() -> None:
    try:
        cache.incr(_VERSION)
    except ValueError:
        cache.set(_VERSION, 2, None)
