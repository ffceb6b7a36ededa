"""Whoever may not be here any more goes out; who may is spoken to in their language and time, and noted every five minutes."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sites.requests import RequestSite
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from . import footprints, signals
from .gates import needs_second_factor
from .models import Member
from .policies import can_log_in

STEP_SECONDS = 5 * 60


class Presence:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A worker thread keeps the zone of the request before.
        timezone.deactivate()
        member = request.user
        if isinstance(member, Member):
            _speak_to(request, member)
            if not (allowed := can_log_in(member)):
                logout(request)
                messages.error(request, str(allowed.reason))
                return redirect("account_login")
            _note(request, member)
        return self.get_response(request)


class OneSite:
    """In our templates `site` is the forum. Allauth's pages call the request's host by the same word; ours wins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if response.context_data and isinstance(response.context_data.get("site"), RequestSite):
            del response.context_data["site"]
        return response


class SecondFactor:
    """The admin opens to staff only when they hold a second factor. Nobody else pays for the question."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or match.url_name == "logout":
            return None
        if getattr(request.user, "is_staff", False) and needs_second_factor(request.user):
            return ask_for_second_factor(request)
        return None


def ask_for_second_factor(request: HttpRequest) -> HttpResponse:
    """The answer to staff without a second factor, for every door that is guarded so."""
    messages.warning(request, _("Staff pages need a second factor. Please set up an authenticator app or a security key first."))
    return redirect("mfa_index")


def _speak_to(request: HttpRequest, member: Member) -> None:
    if member.language != translation.get_language():
        translation.activate(member.language)
        request.LANGUAGE_CODE = member.language
    if member.time_zone:
        try:
            timezone.activate(zoneinfo.ZoneInfo(member.time_zone))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            # Zones come and go with the system's database; the site's own is still a true time.
            timezone.deactivate()


def _note(request: HttpRequest, member: Member) -> None:
    if cache.add(f"accounts.seen.{member.pk}", 1, STEP_SECONDS):
        now = timezone.now()
        Member.objects.filter(pk=member.pk).update(last_seen_at=now)
        member.last_seen_at = now
        footprints.note(member, request)
        signals.member_seen.send(Member, member=member)
