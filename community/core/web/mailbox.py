"""Mails shown in the browser, for somebody who tries the forum on their own machine."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from community.core.checks import LOCAL_HOSTS
from community.core.models import OutboxMail

SHOWN = 50


def _only_at_home(request: HttpRequest) -> None:
    """Everybody who opens this page reads every reset code: never on a site with a name."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    if not settings.DEMO_MAILBOX or host not in LOCAL_HOSTS:
        raise Http404


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    _only_at_home(request)
    return render(request, "core/mailbox.html", {"mails": OutboxMail.objects.defer("message")[:SHOWN]})


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    _only_at_home(request)
    return render(request, "core/mailbox_message.html", {"mail": get_object_or_404(OutboxMail, pk=pk)})
