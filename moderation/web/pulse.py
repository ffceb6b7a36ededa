"""What the open desk asks now and then: has anything changed? It costs nothing as long as nothing has."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Member
from moderation.cases import desk_count, presence, queries
from moderation.cases.filtering import Filter
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.models import Decision

from .guard import desk

MOST_ROWS = 80
NEW_MOST = 100


@require_safe
@desk
def pulse(request: HttpRequest) -> HttpResponse:
    """GET: the filter, `shown` (the cases in the list), `case` (the open one) and `since` (when the page was made).

    Four queries about cases at most, none when the desk is as it was: then 304.
    """
    viewer = request.user
    assert isinstance(viewer, Member)
    wanted = Filter.read(request.GET)
    shown = [int(text) for text in request.GET.get("shown", "").split(",")[:MOST_ROWS] if _is_key(text)]
    asked = request.GET.get("case", "")
    case_id = int(asked) if _is_key(asked) else 0
    if case_id:
        presence.still_looking(case_id, viewer)
        shown.append(case_id)
    reading = presence.others_in(shown, viewer)
    tag = _tag(desk_count.mark(), viewer.pk, get_language(), request.META.get("QUERY_STRING", ""), sorted(reading.items()))
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponse(status=304)
    else:
        answer = JsonResponse(_changes(viewer, wanted, shown, reading, _moment(request.GET.get("since", ""))))
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _changes(
    viewer: Member, wanted: Filter, shown: list[int], reading: dict[int, list[str]], since: datetime | None
) -> dict[str, Any]:
    new = 0
    if since is not None and wanted.queue != "decided":
        new = queries.rows(viewer, wanted).filter(opened_at__gt=since).exclude(pk__in=shown)[:NEW_MOST].count()
    cases = Case.objects.visible_to(viewer).filter(pk__in=shown).select_related("claimed_by", "assigned_to")
    found = list(cases.only("state", "version", "claimed_at", "claimed_by", "assigned_to"))
    decisions = {
        decision.case_id: decision
        for decision in Decision.objects.filter(case__in=[case.pk for case in found if not case.is_open], undone_at=None)
        .select_related("by")
        .only("case", "outcome", "by")
    }
    return {
        "counts": queries.counts(viewer),
        "new": new,
        "new_text": ngettext("%(n)d new case", "%(n)d new cases", new) % {"n": new},
        "cases": {
            str(case.pk): {
                "open": case.is_open,
                "version": case.version,
                "mine": _is_by(viewer, case, decisions.get(case.pk)),
                "text": _text(viewer, case, decisions.get(case.pk), reading.get(case.pk, [])),
            }
            for case in found
        },
    }


def _text(viewer: Member, case: Case, decision: Decision | None, readers: list[str]) -> str:
    """What is to be known about it beyond the row."""
    if not case.is_open:
        if decision is None:
            return _("There is nothing left to decide.")
        return _("%(name)s decided: %(done)s") % {"name": decision.by.name, "done": OUTCOMES[decision.outcome].done}
    if case.holder_id not in (None, viewer.pk) and case.claimed_by is not None:
        return _("%(name)s is on it") % {"name": case.claimed_by.name}
    if readers:
        return _("%(name)s is reading this") % {"name": ", ".join(readers)}
    return ""


def _is_by(viewer: Member, case: Case, decision: Decision | None) -> bool:
    """Whether the viewer did it in another window, and needs no telling."""
    return decision.by_id == viewer.pk if decision is not None else case.holder_id == viewer.pk


def _tag(*parts: Any) -> str:
    return f'"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _moment(text: str) -> datetime | None:
    """Seconds since 1970, as the page was given them."""
    try:
        return datetime.fromtimestamp(float(text), UTC) if len(text) < 20 else None
    except (ValueError, OverflowError, OSError):
        return None
