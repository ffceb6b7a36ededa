"""Proposals in words, for the desk."""

from __future__ import annotations

from django import template

from moderation.proposals import wording
from moderation.proposals.models import Proposal
from moderation.sanctions.models import Hearing

register = template.Library()


@register.simple_tag
def intended(proposal: Proposal) -> str:
    return wording.intended(proposal)


@register.simple_tag
def hearing_label(proposal: Proposal) -> str:
    """Why the member is not heard first."""
    return str(Hearing(proposal.plan.get("hearing", "")).label)
