"""What a sanction of each kind can be: how long, and where. One row a kind."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext as _

from .models import Kind, Scope

LONGEST_HOURS = 24 * 365


class Lasts(Enum):
    NOTHING = "nothing"  # there is nothing that could end
    A_TIME = "a time"  # has an end
    EITHER = "either"  # has an end or has none
    FOREVER = "forever"


@dataclass(frozen=True)
class Shape:
    lasts: Lasts
    scopes: tuple[str, ...] = (Scope.SITE,)


_ANYWHERE = (Scope.SITE, Scope.FORUM, Scope.THREAD)
# In order, from the lightest.
SHAPES: dict[str, Shape] = {
    Kind.REMINDER: Shape(Lasts.NOTHING),
    Kind.WARNING: Shape(Lasts.NOTHING),
    Kind.NO_LINKS: Shape(Lasts.EITHER, _ANYWHERE),
    Kind.NO_MEDIA: Shape(Lasts.EITHER, _ANYWHERE),
    Kind.HOLD: Shape(Lasts.EITHER, _ANYWHERE),
    # "For a reasonable period of time" (Art. 23(2) DSA).
    Kind.NO_REPORTS: Shape(Lasts.A_TIME),
    Kind.READ_ONLY: Shape(Lasts.EITHER, _ANYWHERE),
    Kind.SUSPEND: Shape(Lasts.A_TIME),
    Kind.BAN: Shape(Lasts.FOREVER),
}
_ORDER = {kind: place for place, kind in enumerate(SHAPES)}


def has_length(kind: str) -> bool:
    return SHAPES[kind].lasts in (Lasts.A_TIME, Lasts.EITHER)


def heaviness(kind: str, hours: int | None) -> tuple[int, float]:
    """Compares sanctions: first the kind, then how long."""
    return _ORDER[kind], math.inf if hours is None else hours


def fault(kind: str, hours: int | None, scope: str = Scope.SITE) -> str:
    """Why there is no such sanction; empty where there is."""
    shape = SHAPES[kind]
    if scope not in shape.scopes:
        return _("This sanction counts everywhere; it cannot be given for one forum or thread.")
    if hours is not None:
        if shape.lasts is Lasts.NOTHING:
            return _("A reminder and a warning have no length; their points run out by themselves.")
        if shape.lasts is Lasts.FOREVER:
            return _("A ban has no end. Choose a suspension for a time that ends.")
        if not 1 <= hours <= LONGEST_HOURS:
            return _("Please choose a time between one hour and one year.")
        return ""
    if kind == Kind.SUSPEND:
        return _("A suspension has an end. Without one it is a ban.")
    if shape.lasts is Lasts.A_TIME or (kind == Kind.READ_ONLY and scope == Scope.SITE):
        return _("Please choose for how long.")
    return ""
