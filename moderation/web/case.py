"""The page of one case: what it is about, who is concerned, what happened, what can be decided."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core.models import SiteSettings
from moderation.cases import policies as case_policies
from moderation.cases.evidence import highlight
from moderation.cases.models import Case, CaseQuerySet
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.page import CasePage, case_page
from moderation.cases.queries import Filter
from moderation.cases.targets import headline
from moderation.cases.timeline import timeline
from moderation.cases.weighing import score_of, terms_of
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.wellbeing import exposure

from .bar import bar
from .deciders import acts
from .given import Given
from .guard import desk
from .queue import flash, frame
from .rehearsal import Letter


def visible_cases(request: HttpRequest) -> CaseQuerySet:
    """Cases the viewer finds, with all that their page asks of the row itself."""
    related = ("subject", "forum", "reason__rule", "reason__law", "claimed_by", "assigned_to")
    return Case.objects.visible_to(request.user).select_related(*related)


@require_safe
@desk
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    # What the browser fetches ahead nobody has seen yet.
    if "prefetch" not in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        exposure.note(request.user, found)
    return show(request, found)


def show(
    request: HttpRequest,
    found: Case,
    *,
    page: CasePage | None = None,
    given: Given | None = None,
    errors: dict[str, Any] | None = None,
    letters: list[Letter] | None = None,
    last: Decision | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; after a refused form or with a preview, with what was typed and what was wrong with it.

    With `last`, the decision just made, only what changes from case to case: a script puts it in its place.
    """
    viewer = request.user
    assert isinstance(viewer, Member)
    wanted = Filter.read(request.POST if request.method == "POST" else request.GET)
    page = page or case_page(found)
    possible = acts(viewer, page)
    context = frame(request, wanted, found) | {
        "case": found,
        "page": page,
        "heading": _heading(page),
        "parts": highlight(found.snapshot.get("source", ""), found.evidence.get("matches", ())),
        "timeline": timeline(page, viewer),
        "terms": terms_of(found),
        "score": score_of(found),
        "overdue": found.is_open and found.due_at < timezone.now(),
        "verdict": possible.verdict,
        "may_note": case_policies.can_note(viewer, found),
        "may_steer": case_policies.can_steer(viewer, found) if found.is_open else None,
        "bar": bar(viewer, page, possible, given),
        "proposal": page.proposal,
        "appeal": page.appeal,
        "notice_items": page.notices,
        "holder": found.claimed_by if found.holder_id else None,
        "is_mine": found.holder_id == viewer.pk,
        "hearing_hours": SiteSettings.current().hearing_hours,
        "flash": last or flash(request),
        "frame": "layouts/part.html" if last else None,
        "errors": errors or {},
        "letters": letters,
        "snoozes": [("1h", _("1 hour")), ("4h", _("4 hours")), ("1d", _("1 day")), ("7d", _("7 days"))],
    }
    return render(request, "moderation/case.html", context | _standing(viewer, page), status=status)


def _heading(page: CasePage) -> str:
    case = page.case
    author = case.subject.name if case.subject else "?"
    if page.appeal is not None and page.appeal.redress.member_id != case.subject_id:
        # A notifier objects, who is not named where the author, who may moderate too, would read it.
        author = "?"
    return headline(case.target_type, author=author, title=case.snapshot.get("title", ""))


def _standing(viewer: Member, page: CasePage) -> dict[str, Any]:
    standing: Decision | None = page.standing
    if standing is None:
        return {}
    standing.case = page.case
    return {
        "standing": standing,
        "standing_done": OUTCOMES[standing.outcome].done,
        "undoable": decisions.can_undo(viewer, standing),
    }
