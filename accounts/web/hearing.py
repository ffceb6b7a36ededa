"""What a member hears by mail, how soon, and when not at all."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from accounts.notifications import actions, bounces, pacing
from accounts.notifications.forms import HearingForm
from accounts.push import identity
from accounts.push.models import Device


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hearing(request: HttpRequest) -> HttpResponse:
    member = Member.objects.get(pk=cast(Member, request.user).pk)
    form = HearingForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        actions.choose(by=member, **form.cleaned_data)
        messages.success(request, _("Your notifications are saved."))
        return redirect("members:hearing")
    stopped = bounces.are_stopped(member)
    context = {
        "form": form,
        "paces": [form["mail_direct"], form["mail_following"], form["mail_digest"]],
        "hours": [form["quiet_from"], form["quiet_to"]],
        "tab": "hearing",
        "mails_are_stopped": stopped,
        "bounce": bounces.latest(member) if stopped else None,
        "clock": timezone.now().astimezone(pacing.zone_of(member)),
        "email": member.email,
        "can_reply": bool(settings.REPLY_ADDRESS),
        "devices": list(Device.objects.filter(member=member)),
        "device_choices": Device.Hears.choices,
        "push_key": identity.public_key(),
    }
    return render(request, "accounts/settings_hearing.html", context, status=422 if form.errors else 200)
