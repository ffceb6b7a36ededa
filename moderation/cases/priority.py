"""How urgent a case is, 0 to 100, as a sum of terms that can be shown. Pure: the database stays outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Severity 1 (low) to 4 (grave): points, and how soon somebody should have looked.
POINTS = {1: 10, 2: 30, 3: 55, 4: 75}
DUE = {1: timedelta(hours=72), 2: timedelta(hours=24), 3: timedelta(hours=4), 4: timedelta(hours=1)}
A_FURTHER_REPORT, REPORTS_AT_MOST = 3, 15
AGE_AT_MOST = 10


@dataclass(frozen=True)
class Term:
    label: _StrOrPromise
    points: int


def due_at(*, severity: int, opened_at: datetime) -> datetime:
    return opened_at + DUE[severity]


def explain(*, severity: int, reports: int, opened_at: datetime, due_at: datetime, now: datetime) -> list[Term]:
    """Every term of the sum, the ones worth nothing included."""
    waited = max(0.0, (now - opened_at) / max(due_at - opened_at, timedelta(seconds=1)))
    further = max(0, reports - 1)
    return [
        Term(_("Severity"), POINTS[severity]),
        Term(
            ngettext("%(n)d further report", "%(n)d further reports", further) % {"n": further},
            min(REPORTS_AT_MOST, further * A_FURTHER_REPORT),
        ),
        Term(
            _("Waiting: %(percent)d %% of the time until it is due") % {"percent": min(999, round(waited * 100))},
            min(AGE_AT_MOST, int(waited * AGE_AT_MOST)),
        ),
    ]


def score(*, severity: int, reports: int, opened_at: datetime, due_at: datetime, now: datetime) -> int:
    return min(
        100, sum(t.points for t in explain(severity=severity, reports=reports, opened_at=opened_at, due_at=due_at, now=now))
    )
