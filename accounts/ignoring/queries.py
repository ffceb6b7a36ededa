"""Who ignores whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Member

from .models import Ignore

MOST_LISTED = 500


def _in_force() -> Q:
    return Q(until=None) | Q(until__gt=timezone.now())


def ignored_by(member: Member) -> set[int]:
    """Ids of those whom the member ignores; asked once for each member object, so once a request."""
    known = getattr(member, "_ignored_ids", None)
    if known is None:
        known = set(Ignore.objects.filter(_in_force(), member=member).values_list("ignored_id", flat=True))
        member._ignored_ids = known  # type: ignore[attr-defined]
    return known


def ignorers_of(member_id: int, among: Iterable[int] | None = None) -> set[int]:
    """Ids of those who ignore this member; with `among`, of these only."""
    rows = Ignore.objects.filter(_in_force(), ignored=member_id)
    if among is not None:
        rows = rows.filter(member__in=list(among))
    return set(rows.values_list("member_id", flat=True))


def ignores_in_force(member: Member) -> QuerySet[Ignore]:
    """For a condition inside another query."""
    return Ignore.objects.filter(_in_force(), member=member.pk)


def ignores_of(member: Member) -> list[Ignore]:
    """Whom the member ignores, and until when, the latest first. What has ended is not listed."""
    rows = Ignore.objects.filter(_in_force(), member=member).select_related("ignored")
    return list(rows.order_by("-pk")[:MOST_LISTED])
