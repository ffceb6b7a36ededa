"""Who is reading which case at this moment: a soft lock that blocks nobody. It lives in the cache and ends by itself."""

from __future__ import annotations

from collections.abc import Iterable
from time import time

from django.core.cache import cache

from accounts.models import Member

from .models import Case

LASTS = 60


def looking(case: Case, member: Member) -> None:
    """The member has the case open, for a minute from now. Two who come at the same moment may miss each other until the
    next sign of life; the version of the case keeps them from overwriting each other.
    """
    _note(case.pk, member)


def still_looking(case_id: int, member: Member) -> bool:
    """A sign of life; only of somebody who opened the case, so that nobody appears in one they may not see."""
    if str(member.pk) not in _read(cache.get(_key(case_id))):
        return False
    _note(case_id, member)
    return True


def others(case: Case, member: Member) -> list[str]:
    """The names of the others who have it open."""
    return others_in([case.pk], member).get(case.pk, [])


def others_in(case_ids: Iterable[int], member: Member) -> dict[int, list[str]]:
    """The same for many cases, one question to the cache; cases nobody else reads are left out."""
    keys = {_key(pk): pk for pk in case_ids}
    found = {}
    for key, known in cache.get_many(list(keys)).items():
        names = [name for who, (name, _until) in _read(known).items() if who != str(member.pk)]
        if names:
            found[keys[key]] = sorted(names)
    return found


def _note(case_id: int, member: Member) -> None:
    known = _read(cache.get(_key(case_id)))
    known[str(member.pk)] = (member.name, time() + LASTS)
    cache.set(_key(case_id), known, LASTS)


def _read(known: dict[str, tuple[str, float]] | None) -> dict[str, tuple[str, float]]:
    now = time()
    return {who: entry for who, entry in (known or {}).items() if entry[1] > now}


def _key(case_id: int) -> str:
    return f"moderation.presence.{case_id}"
