"""What a member's sanctions amount to at this moment, and the columns below that say so."""

from __future__ import annotations

from datetime import datetime

from accounts import levers
from accounts.models import Member
from accounts.policies import FOREVER

from .models import LOCKING_OUT, Kind, Sanction, Scope

# Kinds that the gates and screeners are asked about; suspensions and a site-wide read-only are columns of the member.
_ASKED = (Kind.NO_LINKS, Kind.NO_MEDIA, Kind.HOLD, Kind.NO_REPORTS, Kind.READ_ONLY)


def apply(member: Member) -> None:
    """Bring the member's columns in line with their sanctions: always computed from all of them, never added up.

    So imposing, lifting and undoing in any order end in the same state. Call it in the transaction that changed a sanction.
    """
    Member.objects.select_for_update().get(pk=member.pk)
    active = list(Sanction.objects.active().filter(member=member))
    suspended = _latest([s for s in active if s.kind in LOCKING_OUT])
    silenced = _latest([s for s in active if s.kind == Kind.READ_ONLY and s.scope == Scope.SITE])
    if suspended is None:
        levers.lift_suspension(member)
    else:
        levers.suspend(member, suspended)
    if silenced is None:
        levers.lift_silence(member)
    else:
        levers.silence(member, silenced)
    waiting = Sanction.objects.unacknowledged().filter(member=member).exists()
    levers.limit(member, waiting or any(s.kind in _ASKED for s in active))


def _latest(found: list[Sanction]) -> datetime | None:
    return max((s.ends_at or FOREVER for s in found), default=None)


def active_points(member: Member, *, but: int | None = None) -> int:
    """The points that count today; `but` leaves one decision out."""
    counting = Sanction.objects.counting().filter(member=member)
    if but is not None:
        counting = counting.exclude(decision=but)
    return sum(counting.values_list("points", flat=True))
