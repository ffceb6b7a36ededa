"""Work on a case short of deciding it: claim, let go, note, snooze."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Member
from moderation.cases import actions, queries
from moderation.cases.actions import AlreadyClaimed
from moderation.cases.queries import Filter

from .case import show, visible_cases
from .conflict import conflict
from .deciding import back, go_on
from .guard import desk

SNOOZES = {"1h": timedelta(hours=1), "4h": timedelta(hours=4), "1d": timedelta(days=1), "7d": timedelta(days=7)}


@require_POST
@desk
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    wanted = Filter.read(request.POST)
    try:
        actions.claim(by=request.user, case=found, take_over="take_over" in request.POST)
    except AlreadyClaimed as claimed:
        return conflict(request, claimed.case, wanted)
    return back(wanted, found)


@require_POST
@desk
def unclaim(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    actions.unclaim(by=request.user, case=found)
    return back(Filter.read(request.POST), found)


@require_POST
@desk
def note(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    try:
        actions.note(by=request.user, case=found, body=request.POST.get("body", ""))
    except ValidationError as error:
        return show(request, found, errors={"note": error.message_dict["body"]}, status=422)
    messages.success(request, _("Your note is kept. Only those who moderate here see it."))
    return back(Filter.read(request.POST), found)


@require_POST
@desk
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    wanted = Filter.read(request.POST)
    step = SNOOZES.get(request.POST.get("for", ""))
    following = queries.after(request.user, wanted, found)
    actions.snooze(by=request.user, case=found, until=timezone.now() + step if step else None)
    if step is None:
        return back(wanted, found)
    messages.success(request, _("Case %(number)s comes back to the queue by itself.") % {"number": found.pk})
    return go_on(wanted, following)
