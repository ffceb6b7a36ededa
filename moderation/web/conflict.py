"""Somebody else was faster: what they did, what one wanted oneself, and where to go from there. Nothing is overwritten."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Member
from moderation.cases import queries
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.queries import Filter
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.sanctions.models import Kind

from .given import CARE, CHOICE, LADDER, Given


def conflict(request: HttpRequest, found: Case, wanted: Filter, given: Given | None = None) -> HttpResponse:
    """The page of a stale act, for deciding, undoing and claiming alike; answered as 409."""
    viewer = request.user
    assert isinstance(viewer, Member)
    last = (
        Decision.objects.filter(case=found)
        .select_related("by", "second_by", "rule", "law", "undone_by", "statement", "case")
        .prefetch_related("sanctions", "proposals")
        .order_by("-pk")
        .first()
    )
    following = queries.after(viewer, wanted, found)
    given = given or Given()
    context = {
        "case": found,
        "holder": found.claimed_by if found.is_open and found.holder_id not in (None, viewer.pk) else None,
        "last": last,
        "last_done": OUTCOMES[last.outcome].done if last else "",
        "undoable": decisions.can_undo(viewer, last) if last is not None and last.undone_at is None else None,
        "wanted_outcome": OUTCOMES.get(given.outcome),
        "wanted_ground": given.basis or (Decision.Ground.CARE.label if given.ground == CARE else ""),
        "wanted_sanction": _sanction(given),
        "message": given.message,
        "wanted": wanted,
        "query": wanted.query(),
        "following": following,
    }
    return render(request, "moderation/stale.html", context, status=409)


def _sanction(given: Given) -> object:
    if given.sanction == CHOICE and given.kind in Kind.values:
        return Kind(given.kind).label
    return LADDER if given.sanction == LADDER else ""
