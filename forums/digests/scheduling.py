"""When each member's next digest is due, and who makes it: whoever moves the row on."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Member
from accounts.notifications import pacing

from .models import Schedule

# Before the day begins, in the member's own zone; weekly ones on Mondays.
MORNING, WEEKLY_ON = time(7), 0
# Whoever was not here for so long is left in peace.
ABSENT = timedelta(days=180)
_PACES = (Member.Mail.DAILY, Member.Mail.WEEKLY)
_FIELDS = ("mail_direct", "mail_following", "mail_digest")


def paces_of(member: Member) -> set[str]:
    """At which paces digests come to this member: daily, weekly, both or none."""
    return {getattr(member, field) for field in _FIELDS} & set(_PACES) if member.email else set()


def next_due(member: Member, after: datetime) -> datetime | None:
    """The first morning after this moment on which a digest is due; None when none is wanted. Quiet hours end first."""
    paces = paces_of(member)
    if not paces:
        return None
    zone = pacing.zone_of(member)
    day = after.astimezone(zone).date()
    for ahead in range(9):
        morning = datetime.combine(day + timedelta(days=ahead), MORNING, tzinfo=zone)
        if morning > after and (Member.Mail.DAILY in paces or morning.weekday() == WEEKLY_ON):
            return pacing.allowed_from(member, morning)
    raise AssertionError("nine days hold a Monday")


def _wanting(now: datetime) -> QuerySet[Member]:
    wanted = Q()
    for field in _FIELDS:
        wanted |= Q(**{f"{field}__in": _PACES})
    here = Q(last_seen_at__gt=now - ABSENT) | Q(last_seen_at=None, date_joined__gt=now - ABSENT)
    return Member.objects.filter(wanted, here, is_active=True, is_imported=False).exclude(email="")


def enrol(limit: int = 1_000) -> int:
    """Give a first moment to members who want digests and have none: new ones, and who came back or changed their mind."""
    now = timezone.now()
    members = _wanting(now).exclude(pk__in=Schedule.objects.filter(due_at__isnull=False).values("pk")).order_by("pk")[:limit]
    rows = [Schedule(member=member, due_at=next_due(member, now)) for member in members]
    Schedule.objects.bulk_create(rows, update_conflicts=True, unique_fields=["member"], update_fields=["due_at"])
    return len(rows)


def reschedule(member: Member) -> None:
    """The member chose other paces, another zone or other quiet hours: what they wait for is counted anew."""
    Schedule.objects.filter(pk=member.pk).update(due_at=next_due(member, timezone.now()))


def due_ids(limit: int = 500) -> list[int]:
    """Members whose digest is due, longest waiting first."""
    due = Schedule.objects.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def claim(member: Member, now: datetime) -> tuple[Schedule, set[str]] | None:
    """Take the member's digest that is due, with the paces it serves; None when another worker was faster.

    To be called inside the transaction that writes the mail: if that fails, the digest is due again.
    """
    assert transaction.get_connection().in_atomic_block
    row = Schedule.objects.filter(pk=member.pk, due_at__lte=now).first()
    if row is None or row.due_at is None:
        return None
    is_absent = (member.last_seen_at or member.date_joined) < now - ABSENT
    following = None if is_absent or not member.is_active else next_due(member, now)
    if not Schedule.objects.filter(pk=member.pk, due_at=row.due_at).update(due_at=following):
        return None
    paces = set() if following is None else paces_of(member)
    if not _is_weekly(member, row, now):
        paces.discard(Member.Mail.WEEKLY)
    moved = {f"{pace}_at": now for pace in paces}
    if moved:
        Schedule.objects.filter(pk=member.pk).update(**moved)
    return row, paces


def _is_weekly(member: Member, row: Schedule, now: datetime) -> bool:
    """On its day, or afterwards when that day was missed."""
    missed = row.weekly_at is not None and row.weekly_at < now - timedelta(days=7, hours=12)
    return missed or now.astimezone(pacing.zone_of(member)).weekday() == WEEKLY_ON
