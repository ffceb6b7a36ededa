"""The misuse card (Art. 23 DSA): who often posts what is evidently illegal, or often reports without cause. A person decides.

The law asks for the number, the share, the gravity and the intention, and for a warning first. Numbers and thresholds stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from forums.posts.models import Post
from moderation.decisions.models import RESTRICTING, Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report
from moderation.sanctions.models import LOCKING_OUT, Kind, Sanction

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WITHIN = timedelta(days=90)
# "Frequently": at least so many, and at least this share of all.
POSTS_FROM, POSTS_SHARE = 3, 0.10
REPORTS_FROM, REPORTS_SHARE = 5, 0.50
# A warning counts as the one before for so long, and a suspension as the one before.
WARNING_COUNTS = timedelta(days=365)


@dataclass(frozen=True)
class Side:
    """One side of the card: `n` of `of` in the last 90 days."""

    n: int
    of: int
    warned_at: datetime | None
    limited_at: datetime | None  # when it last led to a suspension, or to reports not being processed

    @property
    def percent(self) -> int:
        return round(100 * self.n / self.of) if self.of else 0


@dataclass(frozen=True)
class Card:
    posts: Side
    reports: Side
    advice_posts: _StrOrPromise
    advice_reports: _StrOrPromise


def advise_on_posts(side: Side, now: datetime) -> _StrOrPromise:
    """What the numbers suggest; empty below the thresholds. Pure."""
    if side.n < POSTS_FROM or side.n < POSTS_SHARE * side.of:
        return ""
    if not _recent(side.warned_at, now):
        return _("Often evidently illegal, and not warned yet: a warning comes first.")
    if not _recent(side.limited_at, now):
        return _("Often evidently illegal in spite of a warning: a suspension of 7 days is in place.")
    return _("Often evidently illegal in spite of an earlier suspension: a suspension of 30 days is in place.")


def advise_on_reports(side: Side, now: datetime) -> _StrOrPromise:
    if side.n < REPORTS_FROM or side.n < REPORTS_SHARE * side.of:
        return ""
    if not _recent(side.warned_at, now):
        return _("Often evidently without cause, and not warned yet: a warning comes first.")
    if not _recent(side.limited_at, now):
        return _("Often evidently without cause in spite of a warning: not processing reports for 30 days is in place.")
    return _("Often evidently without cause again: not processing reports for 90 days is in place.")


def card(member: Member) -> Card:
    """Five queries."""
    now = timezone.now()
    since = now - WITHIN
    manifest = Decision.objects.filter(
        case__subject=member, undone_at=None, is_manifest=True, ground=Decision.Ground.LAW, outcome__in=RESTRICTING
    ).filter(made_at__gt=since)
    written = Post.objects.filter(author=member, created_at__gt=since).count()
    dates = Sanction.objects.filter(member=member, undone_at=None).aggregate(
        warned=Max("starts_at", filter=Q(kind=Kind.WARNING)),
        locked=Max("starts_at", filter=Q(kind__in=LOCKING_OUT)),
        unheard=Max("starts_at", filter=Q(kind=Kind.NO_REPORTS)),
    )
    illegal = manifest.count()
    # Only what was evidently without cause counts (Art. 23(2)): an honest mistake is none.
    unfounded = Decision.objects.filter(undone_at=None, is_manifest=True, outcome__in=("keep", "release")).values("case")
    reported = Report.objects.filter(reporter=member, decided_at__gt=since).aggregate(
        n=Count("pk", filter=Q(state=Report.State.DECLINED, case__in=unfounded)),
        of=Count("pk", filter=Q(state__in=[Report.State.DECLINED, Report.State.UPHELD])),
    )
    noticed = NoticeItem.objects.filter(notice__member=member, decided_at__gt=since).aggregate(
        n=Count("pk", filter=Q(state=NoticeItem.State.DECLINED, case__in=unfounded)),
        of=Count("pk", filter=Q(state__in=[NoticeItem.State.DECLINED, NoticeItem.State.UPHELD])),
    )
    posts = Side(illegal, max(written, illegal), dates["warned"], dates["locked"])
    reports = Side(reported["n"] + noticed["n"], reported["of"] + noticed["of"], dates["warned"], dates["unheard"])
    return Card(posts, reports, advise_on_posts(posts, now), advise_on_reports(reports, now))


def _recent(when: datetime | None, now: datetime) -> bool:
    return when is not None and when > now - WARNING_COUNTS
