"""The member directory, and what a member did here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.queries import profile_of
from community.core.paging import BadCursor
from community.core.ratelimit import hit
from forums.people import actions, activity, directory
from forums.people.policies import can_see_activity
from forums.threads.models import Thread

from .guard import member_of, members_only

A_MINUTE = 40
KINDS = {
    "posts": _("Posts"),
    "threads": _("Threads"),
    "answers": _("Accepted answers"),
    "reactions": _("Reactions given"),
}


def cursor_of(request: HttpRequest) -> str:
    return request.GET.get("after", "")[:201]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Sorted by useful things, never by volume; found by name."""
    if not directory.can_see_directory(request.user):
        return redirect_to_login(request.get_full_path())
    sort, typed = request.GET.get("sort", "recent"), request.GET.get("q", "").strip()[:60]
    if sort not in directory.SORTS:
        raise Http404
    if typed:
        # Mistyped names are compared letter by letter with two thousand others.
        who = request.user.pk or get_adapter(request).get_client_ip(request)
        hit(f"directory.{who}", limit=A_MINUTE, seconds=60).enforce()
    try:
        listing = directory.search(request.user, typed) if typed else directory.page(request.user, sort, cursor_of(request))
    except BadCursor as error:
        raise Http404 from error
    return render(
        request,
        "forums/people.html",
        {
            "listing": listing,
            "sort": sort,
            "sorts": directory.SORTS,
            "typed": typed,
            "is_first_page": not request.GET.get("after"),
        },
    )


@require_safe
def did(request: HttpRequest, username: str, kind: str) -> HttpResponse:
    """One kind of what a member did. Reactions are for their own eyes."""
    member = profile_of(username)
    if member is None or not member.is_active or kind not in KINDS:
        raise Http404
    can_see_activity(request.user, member).enforce()
    if kind == "reactions" and request.user.pk != member.pk:
        raise Http404
    try:
        page = _page(member, request, kind)
    except BadCursor as error:
        raise Http404 from error
    context = {"member": member, "kind": kind, "title": KINDS[kind], "page": page, "is_own": request.user.pk == member.pk}
    return render(request, "forums/member_did.html", context)


def _page(member: Member, request: HttpRequest, kind: str) -> Any:
    viewer, cursor = request.user, cursor_of(request)
    if kind == "posts":
        return activity.posts_of(member, viewer, cursor)
    if kind == "threads":
        return activity.threads_of(member, viewer, cursor)
    if kind == "answers":
        return activity.answers_of(member, viewer, cursor)
    return activity.reactions_of(member, cursor)


@require_POST
@members_only
def show_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one's own thread on top of one's profile, or take it away again."""
    member = member_of(request)
    thread = get_object_or_404(Thread.objects.visible_to(member).published(), pk=pk)
    actions.show_thread(by=member, thread=None if "remove" in request.POST else thread)
    return redirect(member)
