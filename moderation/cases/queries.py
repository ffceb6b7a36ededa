"""What the desk shows around a case: the list, its numbers, what it can be narrowed to. Each in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from forums.tree import nodes
from moderation.access import moderated_forums
from moderation.decisions.models import Decision
from moderation.reports.models import Reason

from . import desk_count
from .filtering import QUEUES, Filter, beyond, in_order, in_queue, rows
from .models import Case
from .outcomes import OUTCOMES

PAGE = 30
RELATED = ("subject", "forum", "reason", "claimed_by", "assigned_to")
# What a row of the list shows of a case and of those it names; the words it is about are long and many.
_SHOWN = (
    "kind", "state", "target_type", "target_id", "forum__name", "headline", "excerpt", "report_count", "severity", "priority",
    "weights", "opened_at", "due_at", "decided_at", "claimed_at", "snoozed_until", "version", "reason__label", "reason__label_de",
    *(f"{who}__{what}" for who in ("subject", "claimed_by", "assigned_to") for what in ("username", "display_name")),
)  # fmt: skip
_COUNTED = ("open", "mine", "held", "appeals", "notices", "proposals", "snoozed")
_KEPT = 60
_RESPONSES_MOST = 500


def queue(viewer: Member, wanted: Filter) -> KeyPage[Case]:
    """A page of cases in the order asked for; decided ones the latest first. One query."""
    found = rows(viewer, wanted).select_related(*RELATED).only(*_SHOWN)
    order, ascending = wanted.order
    if wanted.queue != "decided":
        return after_key(found, order=order, cursor=wanted.cursor, size=PAGE, ascending=ascending)
    standing = Decision.objects.filter(case=OuterRef("pk"), undone_at=None).order_by("-pk")
    decided: QuerySet[Any] = found.annotate(outcome=Subquery(standing.values("outcome")[:1]))
    page: KeyPage[Any] = after_key(decided, order=order, cursor=wanted.cursor, size=PAGE, ascending=ascending)
    for row in page.rows:
        row.done = OUTCOMES[row.outcome].done if row.outcome in OUTCOMES else ""
    return page


def after(viewer: Member, wanted: Filter, case: Case) -> Case | None:
    """The case that comes next in the view; from its end, the first again. At most two queries."""
    if wanted.queue == "decided":
        return None
    waiting = rows(viewer, wanted).exclude(pk=case.pk).order_by(*in_order(wanted)).only("pk")
    return waiting.filter(beyond(wanted, case)).first() or waiting.first()


def counts(viewer: Member) -> dict[str, int]:
    """How many are in each queue; decided ones are not counted, for nobody needs to know. One query, seldom two."""
    seen = Case.objects.visible_to(viewer)
    found: dict[str, int] = seen.open().aggregate(**{name: Count("pk", filter=in_queue(name, viewer)) for name in _COUNTED})
    key = desk_count.key_for(viewer, "waiting")
    waiting = cache.get(key)
    if waiting is None:
        waiting = seen.filter(in_queue("waiting", viewer)).count()
        cache.set(key, waiting, _KEPT)
    # The number in the header is the same one, and is asked for next.
    cache.set(desk_count.key_for(viewer, "open"), found["open"], _KEPT)
    return found | {"waiting": waiting}


@dataclass
class Choice:
    """One thing the list can be narrowed to, and how many cases that leaves; None where it was not counted."""

    value: Any
    label: str
    n: int | None = None


@dataclass
class Choices:
    forums: list[Choice] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    reasons: list[Choice] = field(default_factory=list)
    severities: list[Choice] = field(default_factory=list)
    overdue: int | None = None


def choices(viewer: Member, wanted: Filter) -> Choices:
    """For the filter: what occurs in this queue, and how often. One query for the reasons, seldom a second.

    The decided are too many to be counted; there everything is offered.
    """
    counted = None if wanted.queue == "decided" else _occurring(viewer, wanted.queue)
    moderated = set(moderated_forums(viewer))

    def choice(name: str, value: Any, label: Any) -> Choice | None:
        n = counted[name].get(value, 0) if counted is not None else None
        return Choice(value, str(label), n) if n != 0 or value == getattr(wanted, name) else None

    def some(name: str, options: Iterable[tuple[Any, Any]]) -> list[Choice]:
        return [made for value, label in options if (made := choice(name, value, label)) is not None]

    return Choices(
        forums=some("forum", ((pk, node.name) for pk, node in nodes().items() if pk in moderated)),
        reasons=some("reason", ((reason.pk, reason.name) for reason in Reason.objects.all())),
        kinds=some("kind", Case.Kind.choices),
        severities=some("severity", reversed(Reason.Severity.choices)),
        overdue=counted["overdue"][True] if counted is not None else None,
    )


def _occurring(viewer: Member, queue: str) -> dict[str, dict[Any, int]]:
    """How often each forum, kind, reason and severity stands in the queue: one grouped query, kept until a case changes."""
    key = desk_count.key_for(viewer, f"choices.{queue}") + (f".{viewer.pk}" if queue == "mine" else "")
    found: dict[str, dict[Any, int]] | None = cache.get(key)
    if found is None:
        by: dict[str, Counter[Any]] = {name: Counter() for name in ("forum", "kind", "reason", "severity", "overdue")}
        late = Count("pk", filter=Q(due_at__lt=timezone.now(), state=Case.State.OPEN))
        here = rows(viewer, Filter(queue=queue)).order_by().values("forum", "kind", "reason", "severity")
        for row in here.annotate(n=Count("pk"), late=late):
            for name in ("forum", "kind", "reason", "severity"):
                by[name][row[name]] += row["n"]
            by["overdue"][True] += row["late"]
        found = {name: dict(counter) for name, counter in by.items()} | {"overdue": {True: by["overdue"][True]}}
        cache.set(key, found, _KEPT)
    return found


def median_first_response(viewer: Viewer) -> timedelta | None:
    """How long people waited today, from the opening of a case to its decision, half of them longer. Seldom one query."""
    key = desk_count.key_for(viewer, "first_response", lasting=True)
    found = cache.get(key, -1)
    if found == -1:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        decided = Case.objects.visible_to(viewer).filter(state=Case.State.DECIDED, decided_at__gte=midnight)
        times = decided.order_by("-decided_at").values_list("opened_at", "decided_at")[:_RESPONSES_MOST]
        waited = [(until - since).total_seconds() for since, until in times if until is not None]
        found = max(0.0, median(waited)) if waited else None
        cache.set(key, found, _KEPT)
    return None if found is None else timedelta(seconds=found)


__all__ = [
    "QUEUES", "RELATED", "Choice", "Choices", "Filter", "after", "choices", "counts", "median_first_response",
    "queue", "rows",
]  # fmt: skip
