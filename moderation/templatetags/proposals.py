"""Proposals in words, for the desk."""

from __future__ import annotations

from typing import Any

from django import template

from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.models import LegalGround, Rule
from moderation.proposals import wording
from moderation.proposals.models import Proposal
from moderation.sanctions.models import Hearing

register = template.Library()
# Of a batch, so many are listed for whoever is to agree; the rest is a number.
LISTED = 50


@register.simple_tag
def intended(proposal: Proposal) -> str:
    return wording.intended(proposal)


@register.simple_tag
def hearing_label(proposal: Proposal) -> str:
    """Why the member is not heard first."""
    return str(Hearing(proposal.plan.get("hearing", "")).label)


@register.inclusion_tag("moderation/case/_proposal_batch.html", takes_context=True)
def batch_of(context: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    """What a second person has to know of a batch before they agree. No query for a sanction, two otherwise."""
    if proposal.kind == Proposal.Kind.SANCTION:
        return {}
    plan = proposal.plan
    outcome = OUTCOMES.get(plan.get("outcome", ""))
    basis: Rule | LegalGround | None = None
    if plan.get("law"):
        basis = LegalGround.objects.filter(pk=plan["law"]).first()
    elif plan.get("rule"):
        basis = Rule.objects.filter(pk=plan["rule"]).first()
    ids = [pk for pk, _version in plan.get("cases", [])]
    cases = Case.objects.visible_to(context["request"].user).filter(pk__in=ids[:LISTED]).select_related("subject", "reason")
    return {
        "proposal": proposal,
        "plan": plan,
        "outcome": outcome,
        "basis": basis,
        "cases": list(cases.order_by("pk")) if ids else [],
        "further": max(0, len(ids) - LISTED),
    }
