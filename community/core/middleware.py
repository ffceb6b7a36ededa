"""What every request and every answer goes through: safe headers, and no way to crash a page with broken characters."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse

from .errors import bad_request, is_database_away, too_large, unavailable
from .live.publishing import now

logger = logging.getLogger(__name__)
_LARGEST = 2**63 - 1


class SafeAnswers:
    """Private pages are kept by no cache; no answer may be embedded by another origin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.began = now()  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.method == "HEAD" and not response.streaming:
            # The length was noted further in; servers complain about a body that nobody asked for.
            response.content = b""
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
        # Whoever carries a session sees pages of their own: after logging out, the back button must not show them again.
        personal = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        response.headers.setdefault("Cache-Control", "private, no-store" if personal else "private, no-cache")
        return response


class SoundRequests:
    """A request no browser would send is answered with 400, never with a crash."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "\0" in query or "%00" in query:
            return bad_request(request)
        # Nothing has read the body yet: what is larger than any form of ours must not fill the disk on its way to a refusal.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return too_large(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponse | None:
        if any(isinstance(value, int) and value > _LARGEST for value in kwargs.values()):
            raise Http404
        if request.method == "POST" and any("\0" in text for name, texts in request.POST.lists() for text in (name, *texts)):
            return bad_request(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if is_database_away(error):
            logger.error("the database is away: %s", error)
            return unavailable(request)
        # What no column can hold: a number beyond 64 bits, half a surrogate pair, a NUL the driver refuses.
        unstorable = isinstance(error, OverflowError | DataError | UnicodeEncodeError) or (
            isinstance(error, ValueError) and "NUL" in str(error)
        )
        if unstorable:
            logger.warning("a request that cannot be stored: %s", error, exc_info=error)
            return bad_request(request, error)
        return None
