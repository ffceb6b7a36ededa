"""Where the mail server brings answers by mail, and where a member makes the addresses of old mails void."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import Member
from forums.mailin import arriving, keys

# What was signed longer ago is not taken: a letter that was listened to is worth nothing soon.
FRESH = 300


@csrf_exempt
@require_POST
def arrived(request: HttpRequest) -> HttpResponse:
    """A whole mail (message/rfc822), or JSON {"raw": base64 of it, "to": address it was delivered to}.

    X-Timestamp: seconds since 1970. X-Signature: sha256=<hex of the HMAC of the timestamp, a full stop, and the body>.
    """
    if not settings.MAIL_IN_SECRET:
        raise Http404
    # In base64 it is a third longer.
    most = settings.MAIL_IN_MAX_BYTES * 4 // 3 + 2_000
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit() or int(length) > most:
        return JsonResponse({"error": "too large"}, status=413)
    at = request.headers.get("X-Timestamp", "")
    if not (at.isascii() and at.isdigit() and len(at) < 12 and abs(time.time() - int(at)) <= FRESH):
        return JsonResponse({"error": "the time is missing or long ago"}, status=403)
    # Read here and not as request.body, whose bound is meant for forms.
    body = request.read(most + 1)
    if len(body) > most:
        return JsonResponse({"error": "too large"}, status=413)
    right = "sha256=" + hmac.new(settings.MAIL_IN_SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    if not constant_time_compare(request.headers.get("X-Signature", ""), right):
        return JsonResponse({"error": "the signature is wrong"}, status=403)
    raw, delivered_to = body, ""
    if request.content_type == "application/json":
        try:
            told = json.loads(body)
            raw, delivered_to = base64.b64decode(told["raw"], validate=True), str(told.get("to") or "")
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            return JsonResponse({"error": "not understood"}, status=400)
    if not raw.strip():
        return JsonResponse({"error": "an empty mail"}, status=400)
    if is_too_large := len(raw) > settings.MAIL_IN_MAX_BYTES:
        raw = raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0][:100_000]
    row = arriving.receive(raw, delivered_to=delivered_to, is_too_large=is_too_large)
    return JsonResponse({"state": "received" if row else "known"})


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    keys.revoke_all(by=cast(Member, request.user))
    messages.success(request, _("Mails you got until now cannot be answered any more. The next ones can."))
    return redirect("members:hearing")
