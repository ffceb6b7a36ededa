"""Who may say yes or no to a proposal, and who may answer it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import moderates_everything
from moderation.appeals.queries import has_notified
from moderation.cases import policies as case_policies
from moderation.sanctions.models import Scope
from moderation.sanctions.plan import Plan

from . import wording
from .models import Proposal


def can_decide(by: Viewer, proposal: Proposal) -> Decision:
    """Not whom it concerns, not before they could answer, and not alone where two are asked for. One query at most."""
    case = proposal.case
    assert case is not None
    if not (allowed := case_policies.can_judge(by, case, has_reported=_has_reported(by, proposal))):
        return allowed
    if proposal.state != Proposal.State.OPEN:
        return denied(_("This proposal was decided already."))
    if not proposal.is_open:
        return denied(_("This proposal has run out. Decide the matter itself anew."))
    if proposal.needs_second and proposal.by_id == by.pk:
        return denied(_("You proposed this. A second person has to agree."))
    if proposal.awaits_member:
        name = proposal.member.name if proposal.member else "?"
        return denied(
            _("%(name)s has until %(until)s to answer.") % {"name": name, "until": wording.moment(proposal.hearing_until)}
        )
    if _is_everywhere(proposal) and not moderates_everything(by):
        return denied(_("This would hold everywhere. Only who moderates every forum can decide it."))
    return ALLOWED


def can_answer(member: Viewer, proposal: Proposal) -> Decision:
    """The member concerned, as long as nothing is decided; also late, for a late answer is better than none."""
    if not isinstance(member, Member) or proposal.member_id != member.pk:
        return denied(_("This is not about you."))
    if proposal.hearing_until is None or not proposal.is_open:
        return denied(_("This was decided already. You cannot answer any more."))
    return ALLOWED


def _has_reported(by: Viewer, proposal: Proposal) -> bool:
    if proposal.origin is None or not by.is_authenticated:
        return False
    return has_notified(by, proposal.origin)


def _is_everywhere(proposal: Proposal) -> bool:
    return proposal.kind == Proposal.Kind.SANCTION and Plan.from_json(proposal.plan).scope == Scope.SITE
