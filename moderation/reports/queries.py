"""A member's own reports, and what they may know of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from moderation.appeals.models import Redress
from moderation.decisions.models import Decision

from .models import Reason, Report, ReportAddition

PAGE = 30


def reasons() -> list[Reason]:
    return list(Reason.objects.filter(is_active=True))


@dataclass
class OwnReport:
    """A report with what its reporter was told: nothing of a decision that can still be taken back unseen."""

    report: Report
    decision: Decision | None = None
    additions: list[ReportAddition] = field(default_factory=list)
    way: Redress | None = None

    @property
    def state(self) -> str:
        if self.report.state in (Report.State.UPHELD, Report.State.DECLINED) and self._is_untold:
            return Report.State.OPEN
        return self.report.state

    @property
    def _is_untold(self) -> bool:
        return self.decision is not None and self.decision.told_at is None

    @property
    def outcome(self) -> str:
        return self.decision.outcome if self.decision is not None and not self._is_untold else ""


def reports_of(member: Member, *, cursor: str = "") -> tuple[list[OwnReport], str]:
    """A page of them, the newest first, and the cursor of the next. Two queries."""
    page: KeyPage[Report] = after_key(
        Report.objects.filter(reporter=member).select_related("case", "reason"), order=["pk"], cursor=cursor, size=PAGE
    )
    return dress(page.rows), page.next


def dress(reports: Sequence[Report]) -> list[OwnReport]:
    own_cases = Q(case__in={report.case_id for report in reports})
    # The clean-up of an account is one decision that answers reports of many cases.
    clean_ups = Q(outcome="clean", case__subject__in={report.case.subject_id for report in reports})
    standing = Decision.objects.filter(own_cases | clean_ups, undone_at=None)
    # A decision settled the reports that were open then; a later one in the same case, others.
    by_report = {int(pk): decision for decision in standing for pk in decision.before.get("reports", {})}
    return [OwnReport(report, by_report.get(report.pk)) for report in reports]


def own_report(report: Report) -> OwnReport:
    """One with everything its page shows. Three queries."""
    (found,) = dress([report])
    found.additions = list(report.additions.all())
    if found.outcome:
        found.way = (
            Redress.objects.filter(decision=found.decision, role=Redress.Role.NOTIFIER, member=report.reporter_id)
            .select_related("appeal")
            .first()
        )
    return found
