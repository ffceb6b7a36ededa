"""What staff should know about a member before they decide anything, and what can be begun from there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.queries import profile_of
from community.core.decisions import Refused
from moderation.dossier import actions, queries
from moderation.notes import actions as notes
from moderation.notes.models import MemberNote

from .guard import desk

USUAL_DAYS = "90"


@require_safe
@desk
def members(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    asked = request.GET.get("q", "").replace("\0", "")[:254].strip()
    return render(request, "moderation/members.html", {"q": asked, "found": queries.search(request.user, asked)})


@require_safe
@desk
def member(request: HttpRequest, username: str) -> HttpResponse:
    return _page(request, of(username))


def of(username: str) -> Member:
    found = profile_of(username)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Member, *, errors: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The member's page; after a refused note with what was typed."""
    assert isinstance(request.user, Member)
    context = {
        "member": found,
        "dossier": queries.dossier(request.user, found),
        "errors": errors or {},
        "typed": request.POST.get("body", ""),
        "days": request.POST.get("days", USUAL_DAYS),
        "kept": [(str(value), label) for value, label in _kept()],
        "note_max": notes.BODY_MAX,
    }
    return render(request, "moderation/member.html", context, status=status)


def _kept() -> list[tuple[int, str]]:
    return [(30, _("30 days")), (90, _("90 days")), (365, _("one year")), (0, _("until somebody removes it"))]


@require_POST
@desk
def note(request: HttpRequest, username: str) -> HttpResponse:
    found = of(username)
    assert isinstance(request.user, Member)
    days = request.POST.get("days", USUAL_DAYS)
    try:
        notes.add(
            by=request.user,
            member=found,
            body=request.POST.get("body", ""),
            days={"0": None}.get(days, int(days) if days in ("30", "90", "365") else -1),
        )
    except ValidationError as error:
        return _page(request, found, errors=error.message_dict, status=422)
    except Refused as refused:
        return _page(request, found, errors={"body": [str(refused)]}, status=403)
    messages.success(request, _("Your note is kept. Colleagues see it, and the member may ask to read it."))
    return redirect("desk:member", found.username)


@require_POST
@desk
def remove_note(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(MemberNote.objects.select_related("member"), pk=pk)
    assert isinstance(request.user, Member)
    if notes.remove(by=request.user, note=found):
        messages.success(request, _("The note is removed."))
    return redirect("desk:member", found.member.username)


@require_POST
@desk
def open_case(request: HttpRequest, username: str) -> HttpResponse:
    """So that something can be decided about a member nobody has reported."""
    assert isinstance(request.user, Member)
    return redirect(actions.open_case(by=request.user, member=of(username)))
