"""What the ladder proposes: from so many points on, this step. Only a proposal; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Member

from . import shapes
from .models import LOCKING_OUT, LadderStep
from .plan import Plan
from .standing import active_points, is_closed

if TYPE_CHECKING:
    from moderation.decisions.models import LegalGround, Rule


@dataclass(frozen=True)
class Step:
    from_points: int
    kind: str
    hours: int | None = None


def propose(points_active: int, ground_points: int, steps: Sequence[Step]) -> Step | None:
    """The highest step reached by what counts already and what comes on top. A ground without points never leads to one."""
    if ground_points <= 0:
        return None
    total = points_active + ground_points
    return max((step for step in steps if step.from_points <= total), key=lambda step: step.from_points, default=None)


def faults(steps: Sequence[Step]) -> list[str]:
    """What is wrong with a ladder, in sentences."""
    if not steps:
        return [_("A ladder needs at least one step.")]
    found = [_("A step begins with one point or more.")] if any(step.from_points < 1 for step in steps) else []
    found += [text for step in steps if (text := shapes.fault(step.kind, step.hours))]
    for lower, higher in pairwise(sorted(steps, key=lambda step: step.from_points)):
        if lower.from_points == higher.from_points:
            found.append(_("Two steps begin with %(points)s points.") % {"points": lower.from_points})
        elif shapes.heaviness(higher.kind, higher.hours) < shapes.heaviness(lower.kind, lower.hours):
            found.append(
                _("More points must never lead to less: the step from %(higher)s points is lighter than the one from %(lower)s.")
                % {"higher": higher.from_points, "lower": lower.from_points}
            )
    return found


def steps() -> list[Step]:
    """The site's ladder, from the lowest step."""
    return [Step(*row) for row in LadderStep.objects.order_by("from_points").values_list("from_points", "kind", "hours")]


def proposal_for(member: Member, ground: Rule | LegalGround | None) -> Plan | None:
    """What the ladder proposes for this member when a decision rests on this ground. Two queries, none without points."""
    if ground is None or not ground.points:
        return None
    step = propose(active_points(member), ground.points, steps())
    if step is None or (step.kind in LOCKING_OUT and is_closed(member)):
        return None
    return Plan(kind=step.kind, points=ground.points, hours=step.hours)
