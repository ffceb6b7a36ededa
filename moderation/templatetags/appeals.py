"""Letters as pages show them, and what the case page shows of an objection."""

from __future__ import annotations

from dataclasses import dataclass

from django import template

from accounts.models import Member
from community.core.decisions import Decision
from moderation.appeals import policies, queries
from moderation.appeals.letters import reported_words
from moderation.appeals.models import Appeal, Redress
from moderation.cases.outcomes import OUTCOMES

register = template.Library()


@dataclass(frozen=True)
class Outlook:
    restores: list[str]
    may_affirm: Decision
    may_reverse: Decision
    done: str  # what the first decision was, as the desk calls it
    reported: str
    is_secret: bool  # who reported something is kept from its author, also where the author moderates


@register.simple_tag
def appeal_outlook(appeal: Appeal, viewer: Member) -> Outlook:
    """Everything beside the rows of the appeal itself; a fixed number of queries, for one appeal a page."""
    return Outlook(
        restores=queries.restored_by_reversing(appeal) if appeal.state == Appeal.State.OPEN else [],
        may_affirm=policies.can_decide_appeal(viewer, appeal),
        may_reverse=policies.can_reverse(viewer, appeal),
        done=str(OUTCOMES[appeal.redress.decision.outcome].done),
        reported=reported_words(appeal.redress),
        is_secret=appeal.redress.role == Redress.Role.NOTIFIER and appeal.redress.decision.case.subject_id == viewer.pk,
    )


@register.filter
def sections(body: str) -> list[tuple[str, str]]:
    """A letter cut at its headings, the lines in capitals: (heading, text); the first heading is empty."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for paragraph in body.split("\n\n"):
        first, _, rest = paragraph.partition("\n")
        if first.isupper() and rest:
            found.append((first, [rest]))
        else:
            found[-1][1].append(paragraph)
    return [(heading, "\n\n".join(texts)) for heading, texts in found if texts]
