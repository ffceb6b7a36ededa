"""The page about one member."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.policies import can_see_profile
from accounts.queries import profile_of


@require_safe
def show(request: HttpRequest, username: str) -> HttpResponse:
    member = profile_of(username)
    if member is None or not can_see_profile(request.user, member):
        raise Http404
    if member.username != username:
        return redirect(member, permanent=True)
    return render(request, "accounts/profile.html", {"member": member})
