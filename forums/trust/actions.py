"""Levels change: by figures, or by hand with a reason. Each change is a row, and the member is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import reduce

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, F, Sum
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify
from forums import signals

from . import figures as counted
from .criteria import SANCTION_FREE, WINDOW, Figures, judge
from .models import Standing, TrustChange, Visit
from .policies import can_set
from .visiting import POSTS_A_DAY, THREADS_A_DAY, today

BATCH = 200
Why = TrustChange.Why

# A day has its bounds; both engines know this statement.
_ADD_VISIT = """
    INSERT INTO trust_visit (member_id, day, threads_opened, posts_read) VALUES (%s, %s, %s, %s)
    ON CONFLICT (member_id, day) DO UPDATE SET
        threads_opened = CASE WHEN trust_visit.threads_opened + excluded.threads_opened < %s
            THEN trust_visit.threads_opened + excluded.threads_opened ELSE %s END,
        posts_read = CASE WHEN trust_visit.posts_read + excluded.posts_read < %s
            THEN trust_visit.posts_read + excluded.posts_read ELSE %s END
"""
_BOUNDS = (THREADS_A_DAY, THREADS_A_DAY, POSTS_A_DAY, POSTS_A_DAY)


@transaction.atomic
def add_visits(rows: Iterable[tuple[int, str, int, int]]) -> list[int]:
    """Write (member, day, threads, posts) as gathered; answers whose. One statement a member, whoever writes at once."""
    rows = sorted(rows)
    alive = set(Member.objects.filter(pk__in={row[0] for row in rows}).values_list("pk", flat=True))
    kept = [(pk, day, min(t, THREADS_A_DAY), min(p, POSTS_A_DAY), *_BOUNDS) for pk, day, t, p in rows if pk in alive]
    if kept:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD_VISIT, kept)
    return sorted(alive)


@transaction.atomic
def forget_old_visits() -> int:
    """Days older than 100 are folded into totals and deleted. Returns how many days."""
    old = Visit.objects.filter(day__lt=today() - WINDOW)
    # Locked first, so that what is summed is what is deleted.
    ids = list(old.select_for_update().values_list("pk", flat=True)[:20_000])
    gone = Visit.objects.filter(pk__in=ids)
    sums = list(gone.values("member").annotate(n=Count("pk"), t=Sum("threads_opened"), p=Sum("posts_read")).order_by("member"))
    Standing.objects.bulk_create([Standing(member_id=row["member"]) for row in sums], ignore_conflicts=True)
    for row in sums:
        Standing.objects.filter(pk=row["member"]).update(
            days_before=F("days_before") + row["n"],
            threads_before=F("threads_before") + row["t"],
            posts_before=F("posts_before") + row["p"],
        )
    return gone.delete()[0]


def look_at(member_ids: Collection[int], *, up_to: int = 3) -> int:
    """Judge these members by their figures; only those whose level is below `up_to` and may change. Returns how many changed."""
    people = Member.objects.filter(pk__in=member_ids, trust__lte=up_to, is_active=True, is_imported=False)
    changed = 0
    ids = sorted(people.values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        changed += _look_at_batch(ids[start : start + BATCH])
    return changed


def look_at_everybody() -> int:
    """Once a day: who was here since yesterday may have earned a level; who holds level 3 shows that they still do."""
    here = Member.objects.filter(trust__lte=2, last_seen_at__gte=timezone.now() - timedelta(days=2))
    ids = {*here.values_list("pk", flat=True), *Member.objects.filter(trust=3).values_list("pk", flat=True)}
    return look_at(ids)


def barred(member_ids: Collection[int], since: datetime) -> set[int]:
    """Whom settings.TRUST_GATES keep from level 3: those who were sanctioned since then."""
    found: list[set[int]] = [import_string(path)(member_ids, since) for path in settings.TRUST_GATES]
    return reduce(set.union, found, set())


def _look_at_batch(ids: list[int]) -> int:
    now = timezone.now()
    figures, forum = counted.of_members(ids, now), counted.of_forum(now)
    standings = Standing.objects.in_bulk(ids)
    kept_from = barred(ids, now - SANCTION_FREE)
    changed = 0
    for pk, before in Member.objects.filter(pk__in=ids).values_list("pk", "trust").order_by("pk"):
        standing = standings.get(pk)
        since = standing.since if standing else None
        if before == 3 and since is None:
            # They came with the level, from another forum or from before levels were earned: their 100 days begin now.
            since = _begins(pk, now)
        after = judge(
            before,
            figures[pk],
            forum,
            locked=bool(standing and standing.is_fixed),
            barred=pk in kept_from,
            held_for=now - since if since else None,
        )
        if after != before:
            changed += _change(pk, before, after, Why.EARNED if after > before else Why.LAPSED, figures=figures[pk])
    return changed


def _begins(member_id: int, now: datetime) -> datetime:
    Standing.objects.bulk_create([Standing(member_id=member_id)], ignore_conflicts=True)
    Standing.objects.filter(pk=member_id, since=None).update(since=now)
    return now


@transaction.atomic
def _change(
    member_id: int,
    before: int,
    after: int,
    why: str,
    *,
    figures: Figures | None = None,
    by: Member | None = None,
    reason: str = "",
) -> bool:
    """False when somebody else moved the member meanwhile, or locked them where figures would have moved them."""
    now = timezone.now()
    Standing.objects.bulk_create([Standing(member_id=member_id)], ignore_conflicts=True)
    standing = Standing.objects.select_for_update().get(pk=member_id)
    if standing.is_fixed and why != Why.BY_HAND:
        return False
    if not Member.objects.filter(pk=member_id, trust=before).update(trust=after):
        return False
    Standing.objects.filter(pk=member_id).update(since=now)
    change = TrustChange.objects.create(
        member_id=member_id,
        before=before,
        after=after,
        why=why,
        by=by,
        reason=reason,
        figures=asdict(figures) if figures else {},
        at=now,
    )
    notify(
        member=Member.objects.get(pk=member_id),
        verb="trust.raised" if after > before else "trust.lowered",
        event=f"trust:{change.pk}",
        actor=by,
        data={"level": after, "by_hand": why == Why.BY_HAND, "text": reason},
    )
    return True


@transaction.atomic
def set_by_hand(*, by: Member, member: Member, level: int, locked: bool, reason: str) -> bool:
    """Staff give a level, and keep it from changing by figures if `locked`. Says whether the level moved."""
    can_set(by, member).enforce()
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ValidationError({"lock_reason": _("Please say why. The member is told.")})
    if level not in range(5):
        raise ValidationError({"level": _("There are levels 0 to 4.")})
    before = Member.objects.select_for_update(no_key=True).values_list("trust", flat=True).get(pk=member.pk)
    moved = before != level and _change(member.pk, before, level, Why.BY_HAND, by=by, reason=reason)
    Standing.objects.bulk_create([Standing(member_id=member.pk)], ignore_conflicts=True)
    Standing.objects.filter(pk=member.pk).update(is_fixed=locked, lock_reason=reason if locked else "")
    member.trust = level
    signals.trust_set.send(Member, member=member, before=before, after=level, locked=locked, by=by, reason=reason)
    return moved
