"""Which decisions are looked at twice."""

from __future__ import annotations

import secrets

from community.core.models import SiteSettings
from moderation.decisions.models import Decision

from .agreement import GROUP_OF
from .models import DoubleReview

# The system's randomness: nothing the decider does, not the moment nor the order of cases, steers it.
_chance = secrets.SystemRandom()


def is_drawn(percent: int) -> bool:
    return _chance.random() * 100 < percent


def draw(decision: Decision) -> bool:
    """Draw it for a second look with the chance the site has set. Says whether it was drawn."""
    if decision.outcome not in GROUP_OF or decision.case.target_type not in ("post", "thread"):
        return False
    if not is_drawn(SiteSettings.current().double_review_percent):
        return False
    DoubleReview.objects.create(decision=decision, drawn_at=decision.made_at, first_decider=decision.by)
    return True


def drop(decision: Decision) -> None:
    """What no longer stands needs no second look; what was looked at already stays counted."""
    DoubleReview.objects.filter(decision=decision, reviewed_at=None).delete()
