"""The groups every forum has. Everybody is in EVERYONE, whoever is signed in is in MEMBERS; neither needs a row a member."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import cache

from community.core.generation import Generation

EVERYONE = "everyone"
MEMBERS = "members"
MODERATORS = "moderators"
BUILT_IN = (EVERYONE, MEMBERS, MODERATORS)
_CACHE_KEY = "accounts.built-in-groups"
_generation = Generation("accounts.groups-of.version")


def ensure_built_in(**kwargs: Any) -> None:
    """Receiver of post_migrate: the built-in groups exist after every migration and after a test emptied the tables."""
    for name in BUILT_IN:
        Group.objects.using(kwargs.get("using")).get_or_create(name=name)
    cache.delete(_CACHE_KEY)


def built_in_ids() -> dict[str, int]:
    found = cache.get(_CACHE_KEY)
    if found is None:
        found = dict(Group.objects.filter(name__in=BUILT_IN).values_list("name", "id"))
        cache.set(_CACHE_KEY, found, 60)
    return found


def group_ids_of(viewer: Any) -> tuple[int, ...]:
    """Sorted ids of all groups the viewer is in, the implied ones included. No query when the cache knows."""
    ids = built_in_ids()
    found = {ids[EVERYONE]} if EVERYONE in ids else set()
    if viewer.is_authenticated:
        if MEMBERS in ids:
            found.add(ids[MEMBERS])
        found.update(_joined(viewer))
    return tuple(sorted(found))


def _joined(member: Any) -> list[int]:
    key = f"accounts.groups-of.{_generation.current()}.{member.pk}"
    found = cache.get(key)
    if found is None:
        found = list(member.groups.values_list("id", flat=True))
        # A process without a shared cache learns of another's change after this many seconds.
        cache.set(key, found, 60)
    return found


def forget_members(**kwargs: Any) -> None:
    """Receiver: somebody joined or left a group, or a group is gone."""
    _generation.advance()
