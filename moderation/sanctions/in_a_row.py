"""What is too much for one person, or without a hearing, does not get less in pieces: suspensions in a row, forum by forum."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import Member
from community.core.models import SiteSettings
from forums.access import rights_of_account
from forums.models import Right
from moderation.proposals.proposing import DECIDE_WITHIN

from .models import HEAVY_FROM, LOCKING_OUT, Kind, Sanction, Scope
from .plan import Plan

# Less than this between two is no time in which somebody was free.
GAP = timedelta(days=1)


def is_last_forum(member: Member, plan: Plan) -> bool:
    """Whether the member, read-only in this forum and where they are already, could write in none. Two queries."""
    forums = set(rights_of_account(member).forums(Right.REPLY)) - {plan.forum_id}
    closed = Sanction.objects.active().filter(member=member, kind=Kind.READ_ONLY, scope=Scope.FORUM)
    return not forums - set(closed.values_list("forum", flat=True))


def is_too_long(member: Member, plan: Plan) -> bool:
    """Whether the planned suspension, with those that stand before it without a gap, passes 30 days. One query."""
    assert plan.lasts is not None
    now = timezone.now()
    began = now
    rows = Sanction.objects.standing().filter(member=member, kind__in=LOCKING_OUT, ends_at__gt=now - GAP * 366)
    for starts_at, ends_at in rows.order_by("-ends_at").values_list("starts_at", "ends_at"):
        if ends_at is None or ends_at + GAP < began:
            break
        began = min(began, starts_at)
    if began == now:
        return False
    until = now + plan.lasts
    if plan.needs_hearing:
        # It may come into force as late as this.
        until += timedelta(hours=SiteSettings.current().hearing_hours) + DECIDE_WITHIN
    return until - began > HEAVY_FROM + GAP
