"""Whom one does not want to read: the question on their page, the list in one's settings. Nobody is told of it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.ignoring import actions, queries
from accounts.models import Member
from accounts.policies import can_see_profile
from accounts.queries import profile_of

# A time that ends is the first choice: most quarrels do.
PERIODS = {
    "7": gettext_lazy("for a week"),
    "30": gettext_lazy("for a month"),
    "365": gettext_lazy("for a year"),
    "0": gettext_lazy("until I read them again"),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ignore(request: HttpRequest, username: str) -> HttpResponse:
    """Ask for how long, or stop it."""
    by, member = cast(Member, request.user), profile_of(username)
    if member is None or not can_see_profile(by, member):
        raise Http404
    allowed = actions.can_ignore(by, member)
    if request.method == "POST" and "stop" in request.POST:
        actions.heed(by=by, member=member)
        messages.success(request, _("You read %(name)s again.") % {"name": member.name})
        return redirect("members:ignored" if request.POST.get("from") == "list" else member)
    if request.method == "POST" and request.POST.get("days") in PERIODS:
        days = int(request.POST["days"])
        actions.ignore(by=by, member=member, until=timezone.now() + timedelta(days=days) if days else None)
        messages.success(
            request, _("Posts by %(name)s are folded from now on, and do not ring your bell.") % {"name": member.name}
        )
        return redirect(member)
    is_ignored = member.pk in queries.ignored_by(by)
    context = {"member": member, "allowed": allowed, "periods": PERIODS.items(), "is_ignored": is_ignored}
    status = 403 if not allowed else 422 if request.method == "POST" else 200
    return render(request, "accounts/ignore.html", context, status=status)


@login_required
@require_safe
def ignored(request: HttpRequest) -> HttpResponse:
    rows = queries.ignores_of(cast(Member, request.user))
    return render(request, "accounts/settings_ignored.html", {"ignores": rows, "tab": "ignored"})
