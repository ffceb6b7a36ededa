"""What the case page shows of an objection."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from accounts.models import Member
from community.core.decisions import Decision
from moderation.appeals import policies, queries
from moderation.appeals.letters import reported_words
from moderation.appeals.models import Appeal
from moderation.cases.outcomes import OUTCOMES

register = template.Library()


@dataclass(frozen=True)
class Outlook:
    restores: list[str]
    may_affirm: Decision
    may_reverse: Decision
    done: str  # what the first decision was, as the desk calls it
    reported: str


@register.simple_tag
def appeal_outlook(appeal: Appeal, viewer: Member) -> Outlook:
    """Everything beside the rows of the appeal itself; a fixed number of queries, for one appeal a page."""
    return Outlook(
        restores=queries.restored_by_reversing(appeal) if appeal.state == Appeal.State.OPEN else [],
        may_affirm=policies.can_decide_appeal(viewer, appeal),
        may_reverse=policies.can_reverse(viewer, appeal),
        done=str(OUTCOMES[appeal.redress.decision.outcome].done),
        reported=reported_words(appeal.redress),
    )
