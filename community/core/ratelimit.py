"""So many times in so many seconds, counted in the cache. With several processes the cache must be a shared one."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .decisions import ALLOWED, Decision, denied


def hit(key: str, *, limit: int, seconds: int, cost: int = 1) -> Decision:
    """Count one use of `key`; refused with a sentence after `limit` uses within the current window of `seconds`.

    A use that is dear counts for several: `cost`.
    """
    now = time.time()
    window = int(now // seconds)
    name = f"core.rate.{key}.{window}"
    # Counting must not fail when the cache drops the key between the two calls.
    cache.add(name, 0, seconds)
    try:
        count = cache.incr(name, cost)
    except ValueError:
        cache.set(name, cost, seconds)
        count = cost
    if count <= limit:
        return ALLOWED
    return denied(_("That was a bit too often. Please try again in %(wait)s.") % {"wait": _wait((window + 1) * seconds - now)})


def _wait(seconds: float) -> str:
    if seconds <= 90:
        whole = max(1, round(seconds))
        return ngettext("%(n)d second", "%(n)d seconds", whole) % {"n": whole}
    minutes = round(seconds / 60)
    if minutes <= 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
