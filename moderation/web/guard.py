"""The one door to the desk. Every view behind it carries `is_desk`, and a test looks that none forgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.gates import needs_second_factor
from community.core.decisions import Refused
from moderation.access import is_moderator

View = Callable[..., HttpResponseBase]


def desk(view: View) -> View:
    """Only for those who moderate somewhere, with their second factor where the site asks for one. Guests may log in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/desk/")
        if not is_moderator(request.user):
            raise Refused(_("The desk is for those who moderate a forum."))
        if needs_second_factor(request.user):
            messages.warning(request, _("Please set up a second factor first: the desk shows what others wrote in confidence."))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    guarded.is_desk = True  # type: ignore[attr-defined]
    return guarded


def member_page(view: View) -> View:
    """For whoever is logged in: reports and statements are the members' own side of moderation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.is_for_members = True  # type: ignore[attr-defined]
    return guarded
