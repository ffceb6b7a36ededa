"""Gathering what a case's priority rests on, for one case or for all open ones, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils import timezone

from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report

from . import desk_count, priority
from .models import Case

CHUNK = 200
_A_DAY = timedelta(days=1)
_MOST_REPLIES = 300
# How long ago somebody reported the same thing still says that they act together, and how many such reports are looked at.
_FRIENDS_WITHIN, _MOST_REPORTS = timedelta(days=180), 5000
# Two readings of a thread's view counter are kept; the older one is between half a day and a day old.
_MARK_EVERY = timedelta(hours=12)


def weigh(case: Case) -> None:
    """Gather anew what this case's priority rests on, and store it. At most six queries, however many reported."""
    now = timezone.now()
    case.weights = _gather([case], now)[case.pk]
    case.priority = priority.score(priority.facts_of(case), now=now)
    Case.objects.filter(pk=case.pk).update(priority=case.priority, weights=case.weights)


def score_of(case: Case) -> int:
    """How urgent it is at this moment, from what was gathered last. No query."""
    return priority.score(priority.facts_of(case), now=timezone.now())


def terms_of(case: Case) -> list[priority.Term]:
    """The same, term by term, for the case's page. No query."""
    return priority.explain(priority.facts_of(case), now=timezone.now())


def weigh_open() -> int:
    """Bring all open cases up to date; seven queries for each two hundred. Returns how many became more or less urgent."""
    moved = 0
    for cases in _chunks():
        now = timezone.now()
        gathered = _gather(cases, now)
        changed = []
        for case in cases:
            weights = gathered[case.pk]
            before = (case.priority, case.weights)
            case.weights = weights
            case.priority = priority.score(priority.facts_of(case), now=now)
            if (case.priority, case.weights) != before:
                changed.append(case)
                moved += case.priority != before[0]
        # One write a chunk; a case that was decided meanwhile keeps what it was decided at.
        Case.objects.open().bulk_update(changed, ["priority", "weights"])
    if moved:
        desk_count.changed()
    return moved


def _chunks() -> Iterator[list[Case]]:
    last = 0
    rows = Case.objects.open().only(
        "pk", "kind", "thread_id", "severity", "report_count", "priority", "weights", "opened_at", "due_at"
    )
    while True:
        cases = list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK])
        if not cases:
            return
        yield cases
        last = cases[-1].pk


def _gather(cases: Sequence[Case], now: datetime) -> dict[int, dict[str, Any]]:
    """What goes into Case.weights, by case."""
    voices = _voices(cases, now)
    flagged = _flagged(cases)
    # What waits unpublished is read by nobody.
    threads = {case.thread_id for case in cases if case.thread_id and case.kind != Case.Kind.HELD}
    seen = {thread.pk: thread for thread in Thread.objects.filter(pk__in=threads).only("view_count", "created_at")}
    replies = _replies(list(seen), now)
    found = {}
    for case in cases:
        weights: dict[str, Any] = {"reporters": voices.get(case.pk, []), "flagger": case.pk in flagged}
        thread = seen.get(case.thread_id) if case.kind != Case.Kind.HELD else None  # type: ignore[arg-type]
        if thread is not None:
            marks = _marks((case.weights or {}).get("marks", []), thread.view_count, now)
            weights |= {
                "views": priority.views_a_day(views=thread.view_count, began=thread.created_at, marks=marks, now=now),
                "replies": replies.get(thread.pk, 0),
                "marks": marks,
            }
        found[case.pk] = weights
    return found


def _marks(known: list[list[int]], views: int, now: datetime) -> list[list[int]]:
    """[[seconds, views], ...], the older first."""
    if known and now.timestamp() - known[-1][0] < _MARK_EVERY.total_seconds():
        return known
    return [*known[-1:], [int(now.timestamp()), views]]


def _voices(cases: Sequence[Case], now: datetime) -> dict[int, list[list[int]]]:
    """By case, for each reporter [upheld, decided, cases they reported together with another of this case's reporters]."""
    by_case: dict[int, set[int]] = defaultdict(set)
    said = Report.objects.filter(case__in=[case.pk for case in cases], state=Report.State.OPEN)
    for case_id, reporter_id in said.values_list("case_id", "reporter_id"):
        by_case[case_id].add(reporter_id)
    if not by_case:
        return {}
    everybody = set().union(*by_case.values())
    judged = Report.objects.filter(reporter__in=everybody, state__in=[Report.State.UPHELD, Report.State.DECLINED])
    record = {
        reporter: (upheld, decided)
        for reporter, upheld, decided in judged.order_by()
        .values("reporter")
        .annotate(upheld=Count("pk", filter=Q(state=Report.State.UPHELD)), decided=Count("pk"))
        .values_list("reporter", "upheld", "decided")
    }
    company = _company({who for people in by_case.values() if len(people) > 1 for who in people}, now)
    return {
        case_id: [
            [*record.get(who, (0, 0)), _together(who, people, company, case_id) if len(people) > 1 else 0]
            for who in sorted(people)
        ]
        for case_id, people in by_case.items()
    }


def _company(people: set[int], now: datetime) -> dict[int, set[int]]:
    """Which cases each of them reported lately."""
    if not people:
        return {}
    rows = Report.objects.filter(reporter__in=people, created_at__gt=now - _FRIENDS_WITHIN).order_by("-pk")
    found: dict[int, set[int]] = defaultdict(set)
    for case_id, reporter_id in rows.values_list("case_id", "reporter_id")[:_MOST_REPORTS]:
        found[reporter_id].add(case_id)
    return found


def _together(who: int, people: set[int], company: dict[int, set[int]], here: int) -> int:
    own = company.get(who, set()) - {here}
    return sum(1 for case_id in own if any(case_id in company.get(other, set()) for other in people if other != who))


def _flagged(cases: Sequence[Case]) -> set[int]:
    said = NoticeItem.objects.filter(case__in=[case.pk for case in cases], state=NoticeItem.State.OPEN)
    return set(said.exclude(notice__flagger=None).values_list("case_id", flat=True))


def _replies(threads: list[int], now: datetime) -> dict[int, int]:
    if not threads:
        return {}
    # The last numbers only, so that a thread of 100,000 posts costs no more than one of a hundred.
    last = Post.objects.filter(thread__in=threads, number__gt=F("thread__last_number") - _MOST_REPLIES)
    lately = last.filter(state=Post.State.PUBLISHED, number__gt=1, published_at__gt=now - _A_DAY)
    return dict(lately.order_by().values("thread").annotate(n=Count("pk")).values_list("thread", "n"))
