"""A restriction and the reasons for it are written in one transaction: neither exists without the other."""

from __future__ import annotations

from moderation.decisions.models import Decision

from .models import Statement
from .wording import word


def state_reasons(decision: Decision) -> Statement:
    """Write the statement for the author of what was restricted, in their language and form of address."""
    member = decision.case.subject
    if member is None:
        raise ValueError("nobody is left to whom reasons could be stated")
    words = word(decision, member)
    return Statement.objects.create(
        decision=decision, member=member, language=words.language, subject=words.subject, body=words.body
    )
