"""A member's own reports."""

from __future__ import annotations

from accounts.models import Member
from community.core.paging import KeyPage, after_key

from .models import Reason, Report


def reasons() -> list[Reason]:
    return list(Reason.objects.filter(is_active=True))


def reports_of(member: Member, *, cursor: str = "") -> KeyPage[Report]:
    return after_key(
        Report.objects.filter(reporter=member).select_related("case", "reason"), order=["pk"], cursor=cursor, size=30
    )
