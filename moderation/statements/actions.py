"""A restriction and the reasons for it are written in one transaction: neither exists without the other."""

from __future__ import annotations

from django.utils.crypto import get_random_string

from moderation.decisions.models import Decision

from . import elements, facts
from .models import Statement
from .wording import word

PUID_LENGTH = 32


def state_reasons(decision: Decision) -> Statement:
    """Write the statement for the author of what was restricted, in their language and form of address."""
    member = decision.case.subject
    if member is None:
        raise ValueError("nobody is left to whom reasons could be stated")
    found = facts.of(decision)
    sanctions = list(decision.sanctions.select_related("forum", "thread").order_by("pk"))
    words = word(decision, member, facts=found, sanctions=sanctions)
    return Statement.objects.create(
        decision=decision,
        member=member,
        language=words.language,
        subject=words.subject,
        body=words.body,
        elements=elements.of(decision, facts=found, sanctions=sanctions, puid=get_random_string(PUID_LENGTH)),
    )
