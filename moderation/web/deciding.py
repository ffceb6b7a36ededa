"""Deciding, looking first at what would be sent, and taking back."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Member
from community.core.decisions import Refused
from moderation.cases import queries
from moderation.cases.models import Case
from moderation.cases.page import case_page
from moderation.cases.queries import Filter
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.replies import actions as replies
from moderation.wellbeing import exposure

from . import given as forms
from .bar import usual_messages
from .case import show, visible_cases
from .conflict import conflict
from .deciders import decide as carry_out
from .guard import desk
from .rehearsal import rehearse


@require_POST
@desk
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    # Its page asks for much more of the row; what is shown afterwards is, as a rule, another case.
    found = get_object_or_404(Case.objects.visible_to(request.user).select_related("subject"), pk=pk)
    by = request.user
    assert isinstance(by, Member)
    wanted = Filter.read(request.POST)
    given = forms.read(request.POST)
    following = queries.after(by, wanted, found)
    try:
        decision = carry_out(by=by, case=found, given=given, usual=partial(usual_messages, found))
    except StaleCase as stale:
        return conflict(request, stale.case, wanted, given)
    except ValidationError as error:
        return show(request, visible_cases(request).get(pk=pk), given=given, errors=error.message_dict, status=422)
    except Refused as refused:
        return show(request, visible_cases(request).get(pk=pk), given=given, errors={"outcome": [str(refused)]}, status=403)
    if given.reply and decision.message:
        replies.used(reply_id=given.reply, by=by)
    if request.headers.get("X-Part") == "case":
        return _at_once(request, wanted, following, decision)
    return go_on(wanted, following, last=decision.pk)


@require_POST
@desk
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What exactly would be sent: as a part of the page for a script, as the whole page without one. Changes nothing."""
    found = get_object_or_404(visible_cases(request), pk=pk)
    by = request.user
    assert isinstance(by, Member)
    given = forms.read(request.POST, pressed="preview")
    page = case_page(found)
    errors: dict[str, Any] = {}
    letters = None
    status = 200
    try:
        usual = partial(usual_messages, found)
        letters = rehearse(page, lambda: carry_out(by=by, case=found, given=given, usual=usual))
    except StaleCase as stale:
        if request.headers.get("X-Part") == "letters":
            return render(request, "moderation/case/_letters.html", {"errors": {"outcome": [str(stale)]}}, status=409)
        return conflict(request, stale.case, Filter.read(request.POST), given)
    except ValidationError as error:
        errors, status = error.message_dict, 422
    except Refused as refused:
        errors, status = {"outcome": [str(refused)]}, 403
    if request.headers.get("X-Part") == "letters":
        return render(request, "moderation/case/_letters.html", {"letters": letters, "errors": errors}, status=status)
    fresh = get_object_or_404(visible_cases(request), pk=pk)
    return show(request, fresh, given=given, errors=errors, letters=letters, status=status)


@require_POST
@desk
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    wanted = Filter.read(request.POST)
    decision = Decision.objects.filter(case=found, undone_at=None).select_related("case").first()
    # A page that was drawn before somebody else decided anew must not take back what it never showed.
    shown = forms.number(request.POST.get("decision", ""))
    if decision is None or (shown and decision.pk != shown):
        return conflict(request, found, wanted)
    assert isinstance(request.user, Member)
    try:
        undone = decisions.undo(by=request.user, decision=decision, reason=request.POST.get("reason", ""))
    except Refused as refused:
        return show(request, found, errors={"outcome": [str(refused)]}, status=403)
    if undone.told_at is None:
        messages.success(request, _("Taken back before anybody was told. Everything stands as it stood before."))
    else:
        messages.success(request, _("Taken back. Everything stands as it stood before, and whoever was told is told."))
    return back(wanted, found)


def go_on(wanted: Filter, following: Case | None, **more: Any) -> HttpResponse:
    """To the next case of the queue, or to the empty desk."""
    return redirect(_onward(wanted, following, more))


def _at_once(request: HttpRequest, wanted: Filter, following: Case | None, decision: Decision) -> HttpResponse:
    """The same for a script: the next case comes with the answer, and its address in a header; no content where none waits."""
    found = visible_cases(request).filter(pk=following.pk).first() if following else None
    if found is None:
        answer = HttpResponse(status=204)
    else:
        assert isinstance(request.user, Member)
        exposure.note(request.user, found)
        answer = show(request, found, last=decision)
    answer["X-Address"] = _onward(wanted, found, {"last": decision.pk})
    return answer


def _onward(wanted: Filter, following: Case | None, more: dict[str, Any]) -> str:
    return _with(reverse("desk:case", args=[following.pk]) if following else reverse("desk:queue"), wanted, more)


def back(wanted: Filter, found: Case) -> HttpResponse:
    return redirect(_with(reverse("desk:case", args=[found.pk]), wanted, {}))


def _with(where: str, wanted: Filter, more: dict[str, Any]) -> str:
    query = "&".join(part for part in (wanted.query(), urlencode(more)) if part)
    return f"{where}?{query}" if query else where
