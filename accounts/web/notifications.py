"""The bell's page."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.notifications import actions, bounces, queries, unsubscribing
from accounts.notifications.grouping import lines
from accounts.notifications.models import Notification
from community.core.paging import BadCursor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    member = cast(Member, request.user)
    only_unread = request.GET.get("show") == "unread"
    waiting = queries.unread_lines(member)
    following = ""
    shown = waiting
    if not only_unread:
        try:
            page = queries.page_for(member, cursor=request.GET.get("after", ""))
        except BadCursor as error:
            raise Http404 from error
        shown, following = lines(page.rows), page.next
    context = {
        # What was imported, or told late, may be newer by number and older by date; each day still stands on the page once.
        "days": [(day, list(rows)) for day, rows in groupby(shown, key=lambda line: _day(line.newest))],
        "next": following,
        "newest": max((line.last for line in shown), default=None),
        "any_unread": bool(waiting),
        "unread_count": len(waiting),
        "only_unread": only_unread,
        "today": timezone.localdate(),
        "mails_are_stopped": bounces.are_stopped(member),
    }
    return render(request, "accounts/notifications.html", context)


def _day(notification: Notification) -> date:
    return timezone.localtime(notification.created_at).date()


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else None


@login_required
@require_safe
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Opening one is reading it, with all that stood in its line: the one GET that writes; repeating changes nothing."""
    member = cast(Member, request.user)
    found = queries.one_of(member, pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    notification, verb = found
    if request.method == "GET":
        _read(request.GET, member, notification)
    return redirect(verb.url(notification))


def _read(given: QueryDict, member: Member, first: Notification) -> None:
    last = _number(given.get("to", ""))
    if last is None:
        actions.read(by=member, notification=first)
    elif "across" in given:
        actions.read_by(by=member, first=first, last=last)
    else:
        actions.read_line(by=member, first=first, last=last)


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """The menu of one line: read, unread again, or nothing more about this."""
    member = cast(Member, request.user)
    found = queries.one_of(member, pk) if pk < 2**63 else None
    if found is None:
        raise Http404
    notification, verb = found
    wanted = request.POST.get("act")
    if wanted == "read":
        _read(request.POST, member, notification)
    elif wanted == "unread":
        actions.unread(by=member, notification=notification)
    elif wanted == "stop" and verb.stop:
        name = unsubscribing.stop(member, verb.stop, notification.group)
        messages.success(request, _("Stopped: %(what)s") % {"what": name})
    else:
        return HttpResponseBadRequest()
    return redirect(f"{reverse('members:notifications')}{'?show=unread' if request.POST.get('show') == 'unread' else ''}")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    given = request.POST.get("up_to", "")
    up_to = _number(given)
    if given and up_to is None:
        return HttpResponseBadRequest()
    actions.read_all(by=cast(Member, request.user), up_to=up_to)
    return redirect("members:notifications")


@login_required
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"unread": queries.unread_count(cast(Member, request.user))})
