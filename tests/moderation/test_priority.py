"""How urgent a case is: a sum of terms, in a table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.cases import priority
from moderation.cases.models import Case
from moderation.tasks import weigh_open_cases

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def score(severity: int, reports: int, waited: float) -> int:
    """`waited`: the share of the time until it is due that has passed."""
    opened = NOW - priority.DUE[severity] * waited
    return priority.score(
        severity=severity, reports=reports, opened_at=opened, due_at=priority.due_at(severity=severity, opened_at=opened), now=NOW
    )


@pytest.mark.parametrize(
    ("severity", "reports", "waited", "expected"),
    [(1, 1, 0, 10), (2, 1, 0, 30), (4, 1, 0, 75), (4, 3, 0, 81), (4, 99, 0, 90), (4, 99, 5, 100), (1, 1, 1, 20), (1, 0, 0, 10)],
)
def test_the_sum(severity, reports, waited, expected):
    assert score(severity, reports, waited) == expected


def test_a_grave_case_is_always_above_a_slight_one():
    assert score(4, 1, 0) > score(2, 99, 9)


def test_the_terms_add_up_to_the_score():
    terms = priority.explain(severity=3, reports=4, opened_at=NOW - timedelta(hours=2), due_at=NOW + timedelta(hours=2), now=NOW)

    assert [term.points for term in terms] == [55, 9, 5]
    assert all(str(term.label) for term in terms)


def test_waiting_raises_the_stored_priority(case):
    fresh = case.priority
    Case.objects.update(opened_at=case.opened_at - timedelta(days=2), due_at=case.opened_at - timedelta(days=1))

    moved = weigh_open_cases.call_local()

    case.refresh_from_db()
    assert moved == 1
    assert case.priority == fresh + priority.AGE_AT_MOST
