"""What stands against a member, in words, and the banner on every page of whoever has something to read or to answer."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from accounts.models import Member
from moderation.sanctions import wording
from moderation.sanctions.ladder import Step
from moderation.sanctions.models import Sanction
from moderation.sanctions.standing import told_hearings

register = template.Library()
_MOST = 20


@register.filter
def effect(sanction: Sanction) -> str:
    """What the sanction means for the member."""
    return wording.effect(sanction)


@register.filter
def sanction_in_words(step: Step) -> str:
    """What a step of the ladder, a plan or anything else with a kind and hours is."""
    return wording.in_words(step.kind, step.hours)


@register.inclusion_tag("moderation/standing_banner.html", takes_context=True)
def standing_banner(context: dict[str, Any]) -> dict[str, Any]:
    """A warning to be read, a hearing to be answered. Two queries, and none for members whom nothing limits."""
    request = context.get("request")
    viewer = getattr(request, "user", None)
    if request is None or not isinstance(viewer, Member) or not viewer.is_limited:
        return {}
    if request.path == reverse("desk:standing"):
        return {}
    waits = Sanction.objects.unacknowledged().told().filter(member=viewer).exists()
    hearing = next((found for found in told_hearings(viewer)[:_MOST] if found.awaits_member), None)
    here = request.get_full_path() if request.method == "GET" else ""
    return {"waits": waits, "hearing": hearing, "here": here, "path": request.path}
