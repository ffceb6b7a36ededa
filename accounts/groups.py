"""The groups every forum has. Everybody is in EVERYONE, whoever is signed in is in MEMBERS; neither needs a row a member."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import cache

EVERYONE = "everyone"
MEMBERS = "members"
MODERATORS = "moderators"
BUILT_IN = (EVERYONE, MEMBERS, MODERATORS)
_CACHE_KEY = "accounts.built-in-groups"


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
    """Sorted ids of all groups the viewer is in, the implied ones included. One query for a member, none for a guest."""
    ids = built_in_ids()
    found = {ids[EVERYONE]} if EVERYONE in ids else set()
    if viewer.is_authenticated:
        if MEMBERS in ids:
            found.add(ids[MEMBERS])
        found.update(viewer.groups.values_list("id", flat=True))
    return tuple(sorted(found))
