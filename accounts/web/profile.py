"""The page about one member."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.fields import shown_of
from accounts.models import Member
from accounts.policies import can_see_profile
from accounts.queries import profile_of


@require_safe
def show(request: HttpRequest, username: str) -> HttpResponse:
    member = profile_of(username)
    if member is None:
        raise Http404
    may_see = can_see_profile(request.user, member)
    if not may_see and not member.is_active:
        # A closed account has left; that it ever was here is nobody's business.
        raise Http404
    if member.username != username:
        return redirect(member, permanent=True)
    may_see.enforce()
    is_team = isinstance(request.user, Member) and (request.user.is_staff or request.user.pk == member.pk)
    answers = shown_of(member, to_staff=is_team)
    return render(request, "accounts/profile.html", {"member": member, "answers": answers})
