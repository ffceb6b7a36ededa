"""How many cases somebody opened on a day and how many were grave: counted for that person, and shown to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone

from accounts.models import Member
from moderation.cases.models import Case

from .models import DeskPreference, Exposure

GRAVE = 4
DAYS = 14
# Fewer people could be told apart by somebody who knows who worked on a day.
TEAM_FROM = 3
KEPT = timedelta(days=90)
_ONE_DAY = 26 * 3600


@dataclass(frozen=True)
class Day:
    day: date
    cases: int
    severe: int
    share: int  # of the busiest day, in percent

    @property
    def plain(self) -> int:
        return self.cases - self.severe


@dataclass(frozen=True)
class Team:
    """The sum over all who opened cases, for the days on which at least TEAM_FROM people did."""

    days: int
    cases: int
    severe: int


def note(member: Member, case: Case) -> bool:
    """Count that `member` opened the case; once a case, person and day. Says whether it was counted."""
    today = timezone.localdate()
    if not cache.add(f"moderation.exposure.{today}.{member.pk}.{case.pk}", 1, _ONE_DAY):
        return False
    more = {"cases": F("cases") + 1, "severe": F("severe") + (1 if case.severity >= GRAVE else 0)}
    row = Exposure.objects.filter(member=member, day=today)
    if row.update(**more):
        return True
    try:
        with transaction.atomic():
            Exposure.objects.create(member=member, day=today, cases=1, severe=int(case.severity >= GRAVE))
    except IntegrityError:
        row.update(**more)  # two windows opened their first case of the day at once
    return True


def last_days(member: Member) -> list[Day]:
    """The last fourteen days with today, the latest first; days without a case too. One query."""
    today = timezone.localdate()
    rows = {row.day: row for row in Exposure.objects.filter(member=member, day__gt=today - timedelta(days=DAYS))}
    most = max((row.cases for row in rows.values()), default=0)
    found = []
    for back in range(DAYS):
        day = today - timedelta(days=back)
        row = rows.get(day)
        cases, severe = (row.cases, row.severe) if row else (0, 0)
        found.append(Day(day, cases, severe, round(cases * 100 / most) if most else 0))
    return found


def of_the_team() -> Team | None:
    """None where too few people worked for the sum to hide each of them. One query."""
    since = timezone.localdate() - timedelta(days=DAYS)
    days = list(
        Exposure.objects.filter(day__gt=since)
        .values("day")
        .annotate(people=Count("member"), all=Sum("cases"), grave=Sum("severe"))
        .filter(people__gte=TEAM_FROM)
        .order_by("day")
    )
    if not days:
        return None
    return Team(len(days), sum(day["all"] for day in days), sum(day["grave"] for day in days))


def beyond_limit(preference: DeskPreference | None, case: Case) -> int | None:
    """How many grave cases were opened today, if that is more than the person wanted and this is one of them."""
    if preference is None or preference.severe_a_day is None or case.severity < GRAVE or not case.is_open:
        return None
    today = Exposure.objects.filter(member=preference.member_id, day=timezone.localdate())
    severe = today.values_list("severe", flat=True).first() or 0
    return severe if severe > preference.severe_a_day else None


def forget_old() -> int:
    """Nobody needs to know for ever how hard a day was."""
    return Exposure.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]
