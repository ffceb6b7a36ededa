"""What the pages about oneself and about fairness show, each in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS, around
from moderation.decisions.models import Decision
from moderation.reports.models import Report

from .agreement import GROUP_OF, Agreement, agreement
from .models import DeskPreference, DoubleReview

PAGE = 30
MONTHS = timedelta(days=366)


def preference(viewer: Viewer) -> DeskPreference | None:
    return DeskPreference.objects.filter(member=viewer.pk).first()


def waiting(viewer: Member) -> QuerySet[DoubleReview]:
    """Those the viewer may judge: where they moderate, about nobody's but others' decisions, without a part in the case."""
    case = OuterRef("decision__case")
    return (
        DoubleReview.objects.filter(
            reviewed_at=None,
            decision__undone_at=None,
            decision__tell_at__lte=timezone.now(),
            decision__case__in=Case.objects.visible_to(viewer).values("pk"),
        )
        .exclude(Q(first_decider=viewer) | Q(decision__second_by=viewer) | Q(decision__case__subject=viewer))
        .exclude(Exists(Decision.objects.filter(case=case, by=viewer)))
        .exclude(Exists(Report.objects.filter(case=case, reporter=viewer)))
    )


def waiting_page(viewer: Member, *, cursor: str = "") -> KeyPage[DoubleReview]:
    found = waiting(viewer).select_related("decision__case__forum", "decision__case__reason")
    return after_key(found, order=["pk"], cursor=cursor, size=PAGE)


def next_waiting(viewer: Member, *, but: int) -> int | None:
    return waiting(viewer).exclude(pk=but).order_by("-pk").values_list("pk", flat=True).first()


def is_involved(viewer: Member, review: DoubleReview) -> bool:
    case = review.decision.case_id
    return Report.objects.filter(case=case, reporter=viewer).exists() or Decision.objects.filter(case=case, by=viewer).exists()


@dataclass
class Blind:
    """A case without anybody's name: the words, what stood around them, and what was said against them."""

    title: str
    source: str
    matches: list[str]
    reasons: list[str]
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def blind(review: DoubleReview) -> Blind:
    """At most four queries: the thing, its neighbours, the reasons."""
    case = review.decision.case
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    near = around(target, thing, case.snapshot)
    reports = Report.objects.filter(case=case).exclude(state=Report.State.WITHDRAWN).select_related("reason").order_by("pk")
    reasons = list(dict.fromkeys(report.reason.name for report in reports[:100])) or [case.label]
    return Blind(
        title=case.snapshot.get("title", ""),
        source=case.snapshot.get("source", ""),
        matches=[str(match) for match in case.evidence.get("matches", ())],
        reasons=reasons,
        before=[n.text for n in near if n.distance < 0],
        after=[n.text for n in near if n.distance > 0],
    )


@dataclass(frozen=True)
class Fairness:
    overall: Agreement
    months: list[tuple[datetime, Agreement]]  # the latest first
    waiting: int


def fairness() -> Fairness:
    """How far two pairs of eyes agree on this site; no person in it. Two queries."""
    rows = (
        DoubleReview.objects.exclude(reviewed_at=None)
        .annotate(month=TruncMonth("reviewed_at"))
        .values("month", "decision__outcome", "outcome")
        .annotate(n=Count("pk"))
        .order_by("-month")
    )
    overall: Counter[tuple[str, str]] = Counter()
    months: dict[datetime, Counter[tuple[str, str]]] = {}
    for row in rows:
        pair = (GROUP_OF[row["decision__outcome"]], row["outcome"])
        overall[pair] += row["n"]
        if row["month"] > timezone.now() - MONTHS:
            months.setdefault(row["month"], Counter())[pair] += row["n"]
    left = DoubleReview.objects.filter(reviewed_at=None, decision__undone_at=None).count()
    return Fairness(agreement(overall), [(month, agreement(pairs)) for month, pairs in months.items()], left)


def own(viewer: Member) -> dict[str, Any]:
    """How often a second pair of eyes agreed with this person, and this person with others. One query."""
    judged = Q(reviewed_at__isnull=False)
    mine, theirs = judged & Q(first_decider=viewer), judged & Q(reviewer=viewer)
    return DoubleReview.objects.filter(Q(first_decider=viewer) | Q(reviewer=viewer)).aggregate(
        decided=Count("pk", filter=mine),
        decided_agreed=Count("pk", filter=mine & Q(agrees=True)),
        reviewed=Count("pk", filter=theirs),
        reviewed_agreed=Count("pk", filter=theirs & Q(agrees=True)),
    )
