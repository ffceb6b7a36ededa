"""What a decision rests on and how we learned of it, without a word about who told us."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.proposals.models import Proposal


@dataclass(frozen=True)
class Facts:
    case: Case  # that of the thing itself, also where it was a proposal that was decided
    by_flagger: bool
    by_notice: bool
    by_report: bool
    by_machine: bool  # a program put it aside; no program decides

    @property
    def by_ourselves(self) -> bool:
        return not (self.by_flagger or self.by_notice or self.by_report or self.by_machine)


def of(decision: Decision) -> Facts:
    origin = _origin(decision)
    noticed = NoticeItem.objects.filter(pk__in=list(origin.before.get("notices", {})))
    flagged = list(noticed.values_list("notice__flagger", flat=True))
    return Facts(
        case=origin.case,
        by_flagger=any(flagger is not None for flagger in flagged),
        by_notice=any(flagger is None for flagger in flagged),
        by_report=bool(origin.before.get("reports")),
        by_machine=origin.case.kind == Case.Kind.HELD,
    )


def _origin(decision: Decision) -> Decision:
    """A sanction that was proposed first rests on the decision it was proposed with."""
    if decision.case.target_type != Case.Target.PROPOSAL:
        return decision
    proposal = Proposal.objects.select_related("origin__case__subject").filter(pk=decision.case.target_id).first()
    return proposal.origin if proposal is not None and proposal.origin is not None else decision
