"""How the desk looks to whoever sits at it."""

from __future__ import annotations

from typing import Any

from django import template

from moderation.cases.models import Case
from moderation.wellbeing import exposure, queries
from moderation.wellbeing.models import DeskPreference

register = template.Library()
_ATTRIBUTE = "_desk_preference"


@register.simple_tag(takes_context=True)
def calm(context: dict[str, Any]) -> DeskPreference | None:
    """What the person at this desk prefers, or None. One query a request."""
    request = context["request"]
    if not hasattr(request, _ATTRIBUTE):
        setattr(request, _ATTRIBUTE, queries.preference(request.user))
    found: DeskPreference | None = getattr(request, _ATTRIBUTE)
    return found


@register.simple_tag(takes_context=True)
def covered(context: dict[str, Any], case: Case) -> bool:
    """Whether what the case is about stays covered until it is asked for."""
    chosen = calm(context)
    return chosen is not None and chosen.blur and case.severity >= exposure.GRAVE


@register.inclusion_tag("moderation/_hand_over.html", takes_context=True)
def hand_over(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """A kind word when somebody has opened more grave cases today than they wanted to. A query only where they set a limit."""
    return {"n": exposure.beyond_limit(calm(context), case)}
