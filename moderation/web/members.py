"""What staff should know about a member before they decide anything."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Member, fold
from moderation import dossier

from .guard import desk


@require_safe
@desk
def members(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    asked = request.GET.get("q", "").replace("\0", "")[:60].strip()
    return render(request, "moderation/members.html", {"q": asked, "found": dossier.search(request.user, asked)})


@require_safe
@desk
def member(request: HttpRequest, username: str) -> HttpResponse:
    assert isinstance(request.user, Member)
    found = Member.objects.filter(username_folded=fold(username)).first()
    if found is None:
        raise Http404
    return render(request, "moderation/member.html", {"dossier": dossier.dossier(request.user, found), "member": found})
