"""Where the mail server tells what did not arrive, and where a member says that their mailbox works again."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import Member
from accounts.notifications import bounces
from accounts.notifications.models import Bounce

MOST_BYTES, MOST_EVENTS = 64_000, 100


@csrf_exempt
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """JSON {"events": [{"id", "address", "kind": "soft" | "hard", "reason", "at"}]}, signed in X-Signature: sha256=<hex>."""
    if not settings.BOUNCE_SECRET:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"error": "too much at once"}, status=413)
    right = "sha256=" + hmac.new(settings.BOUNCE_SECRET.encode(), request.body, hashlib.sha256).hexdigest()
    if not constant_time_compare(request.headers.get("X-Signature", ""), right):
        return JsonResponse({"error": "the signature is wrong"}, status=403)
    try:
        events = [_clean(event) for event in json.loads(request.body)["events"][:MOST_EVENTS]]
    except (ValueError, KeyError, TypeError, ValidationError):
        return JsonResponse({"error": "not understood"}, status=400)
    return JsonResponse({"recorded": sum(bounces.record(**event) for event in events)})


def _clean(event: dict[str, Any]) -> dict[str, Any]:
    """The event in our words. Raises ValueError, KeyError, TypeError or ValidationError."""
    validate_email(event["address"])
    at = parse_datetime(event["at"]) if event.get("at") else None
    if at is not None and not is_aware(at):
        raise ValueError("a time without its zone")
    if not isinstance(event["id"], str) or not event["id"]:
        raise ValueError("an event without a number")
    reason = str(event.get("reason", "")).replace("\0", "")
    kind = Bounce.Kind(event["kind"])
    return {"event": event["id"].replace("\0", ""), "address": event["address"], "kind": kind, "reason": reason, "at": at}


@login_required
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    bounces.try_again(by=cast(Member, request.user))
    messages.success(request, _("We try your address again."))
    return redirect("members:hearing")
