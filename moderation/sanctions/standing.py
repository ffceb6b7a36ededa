"""What a member's sanctions amount to at this moment, and the columns below that say so."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q, Sum
from django.utils import timezone

from accounts import levers
from accounts.models import Member
from accounts.policies import FOREVER
from moderation.proposals.models import Proposal

from .models import LOCKING_OUT, Kind, Sanction, Scope

# Kinds that the gates and screeners are asked about; suspensions and a site-wide read-only are columns of the member.
_ASKED = (Kind.NO_LINKS, Kind.NO_MEDIA, Kind.HOLD, Kind.NO_REPORTS, Kind.READ_ONLY)
# Where the gates keep what they asked for, on the member of the request.
KNOWN = "_standing_sanctions"


def apply(member: Member) -> bool:
    """Bring the member's columns in line with their sanctions and hearings: always computed from all of them, never added up.

    So imposing, lifting and undoing in any order end in the same state. Call it in the transaction that changed one of
    them. Says whether anything changed.
    """
    # Not FOR UPDATE: every new row that names the member holds a share of their key, and two such rows would wait for each other.
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=member.pk)
    member.__dict__.pop(KNOWN, None)
    active = list(Sanction.objects.active().filter(member=member))
    suspended = _latest([s for s in active if s.kind in LOCKING_OUT])
    silenced = _latest([s for s in active if s.kind == Kind.READ_ONLY and s.scope == Scope.SITE])
    limited = (
        any(s.kind in _ASKED for s in active)
        or Sanction.objects.unacknowledged().filter(member=member).exists()
        or open_hearings(member).exists()
    )
    changed = [
        levers.lift_suspension(member) if suspended is None else levers.suspend(member, suspended),
        levers.lift_silence(member) if silenced is None else levers.silence(member, silenced),
        levers.limit(member, limited),
    ]
    return any(changed)


def _latest(found: list[Sanction]) -> datetime | None:
    return max((s.ends_at or FOREVER for s in found), default=None)


def is_closed(member: Member) -> bool:
    """Whether the account is closed for good; nothing more can be taken from it."""
    return member.suspended_until is not None and member.suspended_until >= FOREVER


def open_hearings(member: Member) -> models.QuerySet[Proposal]:
    """Proposals that wait for this member's word."""
    return Proposal.objects.filter(
        member=member, state=Proposal.State.OPEN, heard_at=None, hearing_until__gt=timezone.now()
    ).order_by("pk")


def told_hearings(member: Member) -> models.QuerySet[Proposal]:
    """Those of which the member has heard, also answered ones, until it is decided."""
    now = timezone.now()
    rows = Proposal.objects.filter(member=member, state=Proposal.State.OPEN, hearing_until__isnull=False, expires_at__gt=now)
    return rows.filter(origin__tell_at__lte=now).order_by("pk")


def active_points(member: Member, *, but: int | None = None) -> int:
    """The points that count today; `but` leaves one decision out."""
    counting = Sanction.objects.counting().filter(member=member)
    if but is not None:
        counting = counting.exclude(decision=but)
    return counting.order_by().aggregate(n=Sum("points"))["n"] or 0


def tidy() -> int:
    """Take back marks that have outlived their cause, so that nobody is asked about in vain. Returns how many members changed.

    Nothing depends on it: whoever asks compares the moment that is written beside each mark.
    """
    now = timezone.now()
    stale = Member.objects.filter(Q(is_limited=True) | Q(suspended_until__lte=now) | Q(silenced_until__lte=now))
    changed = 0
    for member in stale.only("pk").iterator(chunk_size=500):
        with transaction.atomic():
            changed += apply(member)
    return changed
