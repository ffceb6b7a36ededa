"""Error pages that say what happened and keep what was typed."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .decisions import Refused

logger = logging.getLogger(__name__)

# What a person writes; the rest of a form is quickly chosen again. The second list lets the same form be sent once more.
TYPED = {
    "title": gettext_lazy("Title"),
    "body": gettext_lazy("Text"),
    "message": gettext_lazy("Message"),
    "note": gettext_lazy("Note"),
}
CARRIED = ("form_token", "version", "reply_to", "kind", "tags", "reason")
# On SQLite the same exception also stands for mistakes in a query, which waiting does not mend.
_PASSING_TROUBLE = ("locked", "unable to open", "disk", "readonly", "busy")


def typed_text(request: HttpRequest) -> dict[str, Any]:
    """What the person had written, for a page that must not lose it: fields (name, label, value), carried, action."""
    try:
        sent = request.POST if request.method == "POST" else {}
        fields = [(name, label, sent[name]) for name, label in TYPED.items() if sent.get(name)]
        carried = [(name, sent[name]) for name in CARRIED if sent.get(name)]
    except Exception as error:
        # Whatever is wrong with the request is what we are about to report.
        logger.info("nothing kept of a request that cannot be read: %s", error)
        fields, carried = [], []
    return {"typed": fields, "carried": carried, "action": request.get_full_path()}


def is_database_away(error: BaseException | None) -> bool:
    """Whether the error will pass by waiting: the database is down, full or locked."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return False
    from django.db import connection

    return connection.vendor != "sqlite" or any(word in str(error) for word in _PASSING_TROUBLE)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open so long, or in so many windows, that its key no longer fits. Nothing typed is lost."""
    return _answer(request, "errors/csrf.html", 403, _("This form had expired. Please send it again."), **typed_text(request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "errors/400.html", 400, _("This request could not be understood."), **typed_text(request))


def too_large(request: HttpRequest) -> HttpResponse:
    """Says so without reading what was sent."""
    return _answer(request, "errors/400.html", 413, _("This is more than can be sent at once."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Says why, when somebody refused with a sentence."""
    reason = str(exception) if isinstance(exception, Refused) else ""
    return _answer(request, "errors/403.html", 403, reason or _("You may not do this."), reason=reason, **typed_text(request))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, "errors/404.html", 404, _("This page does not exist, or you may not see it."))


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: asks neither database nor session. Answers 503 when only waiting is needed."""
    if is_database_away(sys.exc_info()[1]):
        return unavailable(request)
    return HttpResponse(_without_database("errors/500.html", {}), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_without_database("errors/503.html", typed_text(request)), status=503)
    response.headers["Retry-After"] = "10"
    return response


def _answer(request: HttpRequest, template: str, status: int, sentence: str, **context: Any) -> HttpResponse:
    if request.headers.get("HX-Request"):
        # A script asked for a piece of a page; it shows the sentence beside what was pressed.
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    try:
        return render(request, template, {"sentence": sentence, **context}, status=status)
    except Exception:
        # The frame around the page asks the database; without it the bare page must do.
        logger.exception("the page for an error needed a second try")
        return HttpResponse(_without_database(template, {"sentence": sentence, **context}), status=status)


def _without_database(template: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(template, context)
    except Exception:
        logger.exception("the page for an error failed itself")
        typed = [(label, text) for _name, label, text in context.get("typed", [])]
        kept = format_html_join("", "<p>{}<br><textarea rows=12 cols=80>{}</textarea>", typed)
        sentence = context.get("sentence", _("Something went wrong here. Please try again in a minute."))
        return format_html("<!doctype html><meta charset=utf-8><title>{0}</title><p>{0}{1}", sentence, kept)
