"""Whether somebody who decides has looked at a thing as it reads now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from moderation.cases.targets import TARGETS
from moderation.decisions.models import Decision

WITHIN = timedelta(days=30)
# Decisions after which a thing is still there to be reported.
_STAYS = ("keep", "remind", "release")


@dataclass(frozen=True)
class Judged:
    at: datetime
    severity: int  # of what it was judged for


def judged(target_type: str, thing: Any) -> Judged | None:
    """The standing decision about exactly this version, made lately. One query."""
    decision = (
        Decision.objects.filter(
            case__target_type=target_type,
            case__target_id=thing.pk,
            undone_at=None,
            outcome__in=_STAYS,
            made_at__gt=timezone.now() - WITHIN,
        )
        .select_related("case")
        .order_by("-pk")
        .first()
    )
    if decision is None or decision.before.get("version") != TARGETS[target_type].version(thing):
        return None
    return Judged(decision.made_at, decision.case.severity)
