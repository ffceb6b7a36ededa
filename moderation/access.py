"""Where a viewer moderates. A moderator of one forum has the same desk as one of all, with less on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forums.access import rights_of
from forums.models import Right

if TYPE_CHECKING:
    from forums.access import Viewer


def moderated_forums(viewer: Viewer) -> list[int]:
    return rights_of(viewer).forums(Right.MODERATE) if viewer.is_authenticated else []


def moderates(viewer: Viewer, forum_id: int | None) -> bool:
    """Whether the viewer moderates this forum; None stands for what belongs to no forum, a member for instance."""
    if not viewer.is_authenticated:
        return False
    return moderates_everything(viewer) if forum_id is None else rights_of(viewer).can(Right.MODERATE, forum_id)


def moderates_everything(viewer: Viewer) -> bool:
    if not viewer.is_authenticated:
        return False
    if viewer.is_superuser and viewer.is_active:
        return True
    masks = rights_of(viewer).masks
    return bool(masks) and all(mask & Right.MODERATE for mask in masks.values())


def is_moderator(viewer: Viewer) -> bool:
    return bool(moderated_forums(viewer)) or moderates_everything(viewer)
