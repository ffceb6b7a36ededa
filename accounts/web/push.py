"""The devices that buzz: add this one, choose, try, remove; and the worker that the browser keeps for it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.push import actions
from accounts.push.models import Device
from accounts.push.tasks import try_out
from community.core.ratelimit import hit

_WORKER = settings.BASE_DIR / "static" / "js" / "push-worker.js"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """From the root of the site and under a name that stays: a worker reigns over the folder it comes from."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = "/"
    return answer


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    member = cast(Member, request.user)
    hit(f"push.add.{member.pk}", limit=20, seconds=3_600).enforce()
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        device = actions.add(
            by=member,
            user_agent=request.headers.get("User-Agent", ""),
            session_key=request.session.session_key,
            **given,
        )
    except ValidationError as faults:
        return JsonResponse({"error": " ".join(faults.messages)}, status=422)
    messages.success(request, _("This device buzzes from now on."))
    return JsonResponse({"device": device.pk})


def _own(request: HttpRequest, pk: int) -> Device:
    device = Device.objects.filter(pk=pk, member=cast(Member, request.user)).first() if pk < 2**63 else None
    if device is None:
        raise Http404
    return device


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One form with three buttons: what it buzzes for, try it, remove it."""
    device, by = _own(request, pk), cast(Member, request.user)
    if request.POST.get("act") == "remove":
        actions.remove(by=by, device_id=device.pk)
        messages.success(request, _("%(device)s buzzes no more.") % {"device": device.label})
    elif request.POST.get("act") == "try":
        hit(f"push.try.{by.pk}", limit=10, seconds=600).enforce()
        try_out(device.pk)
        messages.success(request, _("A message to %(device)s is on its way.") % {"device": device.label})
    else:
        try:
            actions.choose(by=by, device_id=device.pk, hears=request.POST.get("hears", ""))
        except ValidationError as faults:
            messages.error(request, " ".join(faults.messages))
        else:
            messages.success(request, _("Your notifications are saved."))
    return redirect("members:hearing")
