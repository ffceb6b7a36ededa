"""What a viewer may do where, decided once a request and cached for each combination of groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from accounts.groups import EVERYONE, MEMBERS, built_in_ids, group_ids_of
from accounts.models import Member
from community.core.generation import Generation

from .models import Access, Forum, Right

Viewer = Member | AnonymousUser
generation = Generation("forums.access.version")
_EVERYTHING = sum(Right.values)
# A process without a shared cache learns of another's change after this many seconds.
_SECONDS = 60


@dataclass(frozen=True)
class Rights:
    """Bit masks by forum id. Nothing here asks the database."""

    masks: Mapping[int, int]

    def can(self, right: int, forum_id: int) -> bool:
        return bool(self.masks.get(forum_id, 0) & right)

    def forums(self, right: int) -> list[int]:
        """Ids of the forums where the viewer holds `right`, ascending."""
        return [forum_id for forum_id, mask in self.masks.items() if mask & right]


def rights_of(viewer: Viewer) -> Rights:
    """The viewer's rights everywhere; asked once for each viewer object, so once a request."""
    known = getattr(viewer, "_forum_rights", None)
    if known is None:
        known = _rights_of(viewer)
        viewer._forum_rights = known  # type: ignore[union-attr]
    return known


def _rights_of(viewer: Viewer) -> Rights:
    if isinstance(viewer, Member):
        if viewer.is_superuser and viewer.is_active:
            return _rights_of_groups(None)
        if viewer.is_suspended or not viewer.is_active:
            return _rights_of_groups(group_ids_of(AnonymousUser()))
    return _rights_of_groups(group_ids_of(viewer))


def rights_of_any_member() -> Rights:
    """What everybody may who has an account, whatever groups they are in: numbers that all see are made of nothing else."""
    ids = built_in_ids()
    return _rights_of_groups(tuple(sorted(ids[name] for name in (EVERYONE, MEMBERS) if name in ids)))


def rights_of_account(member: Member) -> Rights:
    """What the member may do when nothing keeps them out for a while."""
    return _rights_of_groups(None if member.is_superuser else group_ids_of(member))


def _rights_of_groups(group_ids: tuple[int, ...] | None) -> Rights:
    who = "all" if group_ids is None else sha256(repr(group_ids).encode()).hexdigest()[:20]
    key = f"forums.access.{generation.current()}.{who}"
    found = cache.get(key)
    if found is None:
        found = Rights(_compute(group_ids))
        cache.set(key, found, _SECONDS)
    return found


def _compute(group_ids: tuple[int, ...] | None) -> dict[int, int]:
    parents = dict(Forum.objects.order_by("id").values_list("id", "parent_id"))
    if group_ids is None:
        return dict.fromkeys(parents, _EVERYTHING)
    own: dict[int, dict[int, int]] = {}
    for forum_id, group_id, mask in Access.objects.values_list("forum_id", "group_id", "rights"):
        own.setdefault(forum_id, {})[group_id] = mask
    masks: dict[int, int] = {}
    for forum_id in parents:
        holder: int | None = forum_id
        seen: set[int] = set()
        while holder is not None and holder not in own and holder not in seen:
            seen.add(holder)
            holder = parents[holder]
        mask = 0
        for group_id in group_ids:
            mask |= own.get(holder, {}).get(group_id, 0) if holder is not None else 0
        masks[forum_id] = _complete(mask)
    return masks


def _complete(mask: int) -> int:
    """Who moderates may do everything; who may write may read; who may read may see."""
    if mask & Right.MODERATE:
        mask = _EVERYTHING
    if mask & (Right.START | Right.REPLY):
        mask |= Right.READ
    if mask & Right.READ:
        mask |= Right.SEE
    return mask


def forget(**kwargs: Any) -> None:
    """Receiver: forums, access rows or groups changed, so every cached answer is void."""
    generation.advance()
