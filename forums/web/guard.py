"""Pages for members: whoever is not logged in (any more) is asked to, and loses nothing they typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import Member
from community.core.errors import typed_text

View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        if "body" in request.POST:
            # The session ended while somebody wrote: a redirect would throw the text away.
            return render(request, "forums/logged_out.html", typed_text(request), status=403)
        answer = redirect_to_login(_came_from(request))
        if request.headers.get("HX-Request") == "true":
            # A redirect would be followed in the background and its page swapped into a button.
            return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
        return answer

    return guarded


def member_of(request: HttpRequest) -> Member:
    """The logged-in member; for views behind `members_only`."""
    assert isinstance(request.user, Member)
    return request.user


def _came_from(request: HttpRequest) -> str:
    """The page the button stood on, if it is one of ours: the act's own address answers to POST only."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(referer)
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return resolve_url("forums:latest")
