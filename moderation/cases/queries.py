"""What the desk shows, each page in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.models import Forum
from moderation.decisions.models import RESTRICTING, Decision
from moderation.reports.models import Report

from .models import CLAIM_LASTS, Case, CaseNote, CaseQuerySet
from .outcomes import Outcome, offered
from .targets import TARGETS, Neighbour

PAGE = 30
QUEUES = {
    "open": _("Open cases"),
    "mine": _("Mine"),
    "held": _("Held posts"),
    "snoozed": _("Snoozed"),
    "decided": _("Decided"),
}
_ORDER = {"decided": ["decided_at", "pk"]}


@dataclass(frozen=True)
class Filter:
    """Which cases are looked at; it stands in the address, so a view can be sent to a colleague."""

    queue: str = "open"
    forum: int | None = None
    cursor: str = ""

    @classmethod
    def read(cls, asked: Any) -> Filter:
        """From a QueryDict; what makes no sense is left out."""
        queue = asked.get("queue", "open")
        forum = asked.get("forum", "")
        # Only ASCII digits, and no more than a key can have.
        known = forum.isascii() and forum.isdigit() and len(forum) < 16
        return cls(queue if queue in QUEUES else "open", int(forum) if known else None, asked.get("cursor", ""))

    def query(self, **changes: Any) -> str:
        """The address part that says the same, with some of it changed."""
        from urllib.parse import urlencode

        said = {"queue": self.queue, "forum": self.forum, "cursor": self.cursor} | changes
        if said["queue"] == "open":
            said["queue"] = ""
        return urlencode({name: value for name, value in said.items() if value})


def rows(viewer: Member, wanted: Filter) -> CaseQuerySet:
    found: CaseQuerySet = Case.objects.visible_to(viewer)
    if wanted.forum is not None:
        found = found.filter(forum=wanted.forum)
    if wanted.queue == "decided":
        return found.exclude(state=Case.State.OPEN)
    found = found.open()
    if wanted.queue == "snoozed":
        return found.asleep()
    if wanted.queue == "mine":
        return found.claimed_by(viewer)
    found = found.awake()
    return found.filter(kind=Case.Kind.HELD) if wanted.queue == "held" else found


def queue(viewer: Member, wanted: Filter) -> KeyPage[Case]:
    """A page of cases, the most urgent first; decided ones the latest first. One query."""
    found = rows(viewer, wanted).select_related("subject", "forum", "reason", "claimed_by")
    return after_key(found, order=_ORDER.get(wanted.queue, ["priority", "pk"]), cursor=wanted.cursor, size=PAGE)


def after(viewer: Member, wanted: Filter, case: Case) -> Case | None:
    """The case that comes next in the queue; from its end, the first again. At most two queries."""
    waiting = rows(viewer, wanted).exclude(pk=case.pk)
    if wanted.queue == "decided":
        return None
    ordered = waiting.order_by("-priority", "-pk").only("pk")
    beyond = Q(priority__lt=case.priority) | Q(priority=case.priority, pk__lt=case.pk)
    return ordered.filter(beyond).first() or ordered.first()


def counts(viewer: Member) -> dict[str, int]:
    """How many are in each queue, in one query; decided ones are not counted, for nobody needs to know."""
    now = timezone.now()
    awake = ~Q(snoozed_until__gt=now)
    return (
        Case.objects.open()
        .visible_to(viewer)
        .aggregate(
            open=Count("pk", filter=awake),
            held=Count("pk", filter=awake & Q(kind=Case.Kind.HELD)),
            mine=Count("pk", filter=Q(claimed_by=viewer, claimed_at__gt=now - CLAIM_LASTS)),
            snoozed=Count("pk", filter=Q(snoozed_until__gt=now)),
        )
    )


@dataclass
class People:
    """Numbers about those concerned, each with its base."""

    decisions_against: int = 0
    reports_against: int = 0
    reports_against_upheld: int = 0
    reporters_decided: int = 0
    reporters_upheld: int = 0


@dataclass
class CasePage:
    case: Case
    thing: Any
    state: str | None
    changed: bool  # edited since it was reported
    outcomes: list[Outcome]
    reports: list[Report]
    notes: list[CaseNote]
    decisions: list[Decision]
    people: People
    neighbours: list[Neighbour] = field(default_factory=list)

    @property
    def standing(self) -> Decision | None:
        return next((decision for decision in self.decisions if decision.undone_at is None), None)


def case_page(case: Case) -> CasePage:
    """Everything about one case but its audit entries. `case` comes with subject, forum, reason and claimed_by."""
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    state = target.state(thing) if thing is not None else None
    reports = list(case.reports.select_related("reporter", "reason__rule").order_by("pk"))
    return CasePage(
        case=case,
        thing=thing,
        state=state,
        changed=thing is not None and target.version(thing) != case.snapshot.get("version"),
        outcomes=offered(case.target_type, state) if case.is_open else [],
        reports=reports,
        notes=list(case.notes.select_related("author")),
        decisions=list(case.decisions.select_related("by", "undone_by", "rule", "statement")),
        people=people(case, reports),
        neighbours=target.neighbours(thing) if thing is not None else [],
    )


def people(case: Case, reports: list[Report]) -> People:
    """Two queries, however much history there is. Withdrawn and open reports do not count as a base."""
    judged = Q(state__in=[Report.State.UPHELD, Report.State.DECLINED])
    upheld = Q(state=Report.State.UPHELD)
    found = People()
    if case.subject_id is not None:
        about = Report.objects.filter(case__subject=case.subject_id).aggregate(
            n=Count("pk", filter=judged), upheld=Count("pk", filter=upheld)
        )
        found.reports_against, found.reports_against_upheld = about["n"], about["upheld"]
        found.decisions_against = Decision.objects.filter(
            case__subject=case.subject_id, undone_at=None, outcome__in=RESTRICTING
        ).count()
    reporters = {report.reporter_id for report in reports}
    if reporters:
        by_them = (
            Report.objects.filter(reporter__in=reporters)
            .exclude(case=case)
            .aggregate(n=Count("pk", filter=judged), upheld=Count("pk", filter=upheld))
        )
        found.reporters_decided, found.reporters_upheld = by_them["n"], by_them["upheld"]
    return found


def forums_with_cases(viewer: Member) -> list[Forum]:
    """For the filter: forums that have an open case the viewer may see."""
    return list(Forum.objects.filter(pk__in=Case.objects.open().visible_to(viewer).values("forum")).order_by("position", "id"))
