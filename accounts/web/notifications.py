"""The bell's page."""

from __future__ import annotations

from itertools import groupby
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.notifications import actions, queries
from accounts.notifications.models import Notification
from accounts.notifications.registry import find
from community.core.paging import BadCursor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    member = cast(Member, request.user)
    try:
        page = queries.page_for(member, cursor=request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404 from error
    # What was imported, or told late, may be newer by number and older by date; each day still stands on the page once.
    by_date = sorted(page.rows, key=lambda row: row.created_at, reverse=True)
    days = [
        (day, [(row, _sentence(row)) for row in rows])
        for day, rows in groupby(by_date, key=lambda row: timezone.localtime(row.created_at).date())
    ]
    context = {
        "days": days,
        "next": page.next,
        "newest": page.rows[0].pk if page.rows else None,
        "any_unread": any(row.read_at is None for row in page.rows) or queries.unread_count(member) > 0,
        "today": timezone.localdate(),
    }
    return render(request, "accounts/notifications.html", context)


def _sentence(notification: Notification) -> str:
    verb = find(notification.verb)
    return verb.sentence(notification) if verb else ""


@login_required
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening a notification is reading it: the one GET that writes, and repeating it changes nothing."""
    found = queries.one_of(cast(Member, request.user), pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    notification, verb = found
    if request.method == "GET":
        actions.read(by=cast(Member, request.user), notification=notification)
    return redirect(verb.url(notification))


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("up_to", "")
    if given and not (given.isascii() and given.isdigit() and int(given) < 2**63):
        return HttpResponseBadRequest()
    actions.read_all(by=cast(Member, request.user), up_to=int(given) if given else None)
    return redirect("members:notifications")


@login_required
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"unread": queries.unread_count(cast(Member, request.user))})
