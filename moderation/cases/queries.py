"""What the desk shows around a case: the list, its numbers, what it can be narrowed to. Each in a fixed number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from forums.models import Forum
from moderation.access import moderated_forums
from moderation.reports.models import Reason

from . import desk_count
from .filtering import QUEUES, Filter, beyond, in_order, in_queue, rows
from .models import Case

PAGE = 30
RELATED = ("subject", "forum", "reason", "claimed_by", "assigned_to")
_COUNTED = ("open", "mine", "held", "appeals", "notices", "proposals", "snoozed")
_KEPT = 60
_RESPONSES_MOST = 500


def queue(viewer: Member, wanted: Filter) -> KeyPage[Case]:
    """A page of cases in the order asked for; decided ones the latest first. One query."""
    found = rows(viewer, wanted).select_related(*RELATED)
    order, ascending = wanted.order
    return after_key(found, order=order, cursor=wanted.cursor, size=PAGE, ascending=ascending)


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
    """For the filter: what occurs in this queue, and how often. Three queries, however many cases there are.

    The decided are too many to be counted; there everything is offered.
    """
    counted = wanted.queue != "decided"
    by: dict[str, Counter[Any]] = {name: Counter() for name in ("forum", "kind", "reason", "severity")}
    overdue = 0
    if counted:
        here = rows(viewer, Filter(queue=wanted.queue))
        late = Count("pk", filter=Q(due_at__lt=timezone.now(), state=Case.State.OPEN))
        for row in here.order_by().values("forum", "kind", "reason", "severity").annotate(n=Count("pk"), late=late):
            for name, counter in by.items():
                counter[row[name]] += row["n"]
            overdue += row["late"]
    forums = Forum.objects.order_by("position", "id").only("name")
    known = forums.filter(pk__in=[pk for pk in {*by["forum"], wanted.forum} if pk] if counted else moderated_forums(viewer))
    reasons = (
        Reason.objects.all() if not counted else Reason.objects.filter(pk__in=[k for k in {*by["reason"], wanted.reason} if k])
    )

    def choice(name: str, value: Any, label: Any) -> Choice:
        return Choice(value, str(label), by[name][value] if counted else None)

    return Choices(
        forums=[choice("forum", forum.pk, forum.name) for forum in known],
        reasons=[choice("reason", reason.pk, reason.name) for reason in offered],
        kinds=[
            choice("kind", value, label)
            for value, label in Case.Kind.choices
            if not counted or by["kind"][value] or value == wanted.kind
        ],
        severities=[choice("severity", value, label) for value, label in reversed(Reason.Severity.choices)],
        overdue=overdue if counted else None,
    )


def median_first_response(viewer: Viewer) -> timedelta | None:
    """How long people waited today, from the opening of a case to its decision, half of them longer. Seldom one query."""
    key = desk_count.key_for(viewer, "first_response", lasting=True)
    found = cache.get(key, -1)
    if found == -1:
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        decided = Case.objects.visible_to(viewer).filter(state=Case.State.DECIDED, decided_at__gte=midnight)
        times = decided.order_by("-decided_at").values_list("opened_at", "decided_at")[:_RESPONSES_MOST]
        waited = [(until - since).total_seconds() for since, until in times]
        found = max(0.0, median(waited)) if waited else None
        cache.set(key, found, _KEPT)
    return None if found is None else timedelta(seconds=found)


__all__ = [
    "QUEUES", "RELATED", "Choice", "Choices", "Filter", "after", "choices", "counts", "median_first_response",
    "queue", "rows",
]  # fmt: skip
