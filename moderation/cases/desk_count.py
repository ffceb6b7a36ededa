"""The number on the shield in every page's header: it must cost nothing, so it is kept until a case changes."""

from __future__ import annotations

from hashlib import sha256

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
    where = "all" if moderates_everything(viewer) else sha256(repr(moderated_forums(viewer)).encode()).hexdigest()[:20]
    key = f"moderation.desk.{cache.get(_VERSION, 1)}.{where}"
    found = cache.get(key)
    if found is None:
        found = Case.objects.open().awake().visible_to(viewer).count()
        cache.set(key, found, _SECONDS)
    return found


def changed() -> None:
    """Say that a case was opened, decided, snoozed or moved; counted anew after the commit."""
    transaction.on_commit(_forget)


def _forget() -> None:
    try:
        cache.incr(_VERSION)
    except ValueError:
        cache.set(_VERSION, 2, None)
