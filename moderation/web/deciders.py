"""Each kind of case is decided by its own room; the page asks here what it may offer, and hands over what was chosen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Decision as Answer
from community.core.decisions import denied
from moderation.appeals import actions as appeals
from moderation.appeals import policies as appeal_policies
from moderation.appeals import queries as appealed
from moderation.cases import policies as case_policies
from moderation.cases.models import Case
from moderation.cases.outcomes import Outcome, offered
from moderation.cases.page import CasePage
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.proposals import actions as proposals
from moderation.proposals import policies as proposal_policies

from . import given as forms
from .given import Given


@dataclass(frozen=True)
class Acts:
    """What this viewer can decide now, and why not where there is nothing."""

    verdict: Answer
    outcomes: list[Outcome]


def acts(viewer: Member, page: CasePage) -> Acts:
    """No outcome is in it that would be refused. Few queries; none for plain cases."""
    case = page.case
    if not case.is_open:
        return Acts(denied(_("This case is decided.")), [])
    if page.proposal is not None:
        verdict = proposal_policies.can_decide(viewer, page.proposal)
    elif page.appeal is not None:
        verdict = appeal_policies.can_decide_appeal(viewer, page.appeal)
    else:
        verdict = case_policies.can_judge(viewer, case, has_reported=page.has_reported(viewer.pk))
        if verdict and _was_objected_to(viewer, page):
            verdict = denied(decisions.OBJECTED)
    if not verdict:
        return Acts(verdict, [])
    outcomes = offered(case.target_type, page.state)
    if page.appeal is not None and not appeal_policies.can_reverse(viewer, page.appeal):
        outcomes = [outcome for outcome in outcomes if outcome.name != "reverse"]
    if not outcomes:
        return Acts(denied(_("There is nothing left to decide here.")), [])
    return Acts(verdict, outcomes)


def _was_objected_to(viewer: Member, page: CasePage) -> bool:
    """A query only where the viewer decided it before and it was taken back."""
    if not any(past.undone_at is not None and viewer.pk in (past.by_id, past.second_by_id) for past in page.decisions):
        return False
    version = TARGETS[page.case.target_type].version(page.thing) if page.thing is not None else None
    return appealed.was_objected_to(viewer, page.case, version)


def decide(*, by: Member, case: Case, given: Given, usual: Callable[[], set[str]]) -> Decision:
    """Carry out what was chosen. Raises StaleCase, Refused, or ValidationError by field (outcome, ground, message, sanction)."""
    given = forms.finished(given, by=by, case=case, usual=usual)
    try:
        return _decide(by, case, given)
    except ValidationError as error:
        raise ValidationError({_FIELDS.get(field, field): faults for field, faults in error.message_dict.items()}) from error


# What the rooms call the fields, and what they are called on the page.
_FIELDS = {"answer": "message", "rule": "ground"}


def _decide(by: Member, case: Case, given: Given) -> Decision:
    match case.target_type:
        case Case.Target.PROPOSAL:
            return proposals.decide(by=by, case=case, outcome=given.outcome, version=given.version, message=given.message)
        case Case.Target.APPEAL:
            return appeals.decide(by=by, case=case, outcome=given.outcome, version=given.version, answer=given.message)
    return decisions.decide(
        by=by,
        case=case,
        outcome=given.outcome,
        version=given.version,
        rule=given.rule,
        law=given.law,
        care=given.care,
        is_manifest=given.is_manifest,
        message=given.message,
        sanction=forms.plan(given, by=by, case=case),
        revise_within=given.revise_within,
    )
