"""A member's own settings: profile, picture, preferences, and the way to the security pages."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions
from accounts.forms import AvatarForm, PreferencesForm, ProfileForm, time_zones
from accounts.models import Member
from accounts.policies import can_edit_profile
from community.core.markup.render import RenderError, SourceTooLong


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    # A fresh copy: a form with a mistake must not change the name in the page's own header.
    member = Member.objects.get(pk=cast(Member, request.user).pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_profile(by=member, **form.cleaned_data)
        except (RenderError, SourceTooLong):
            form.add_error("bio", _("This text is too long or too deeply nested to be shown."))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("members:settings")
    return _profile_page(request, form, AvatarForm())


@login_required
@require_POST
def avatar(request: HttpRequest) -> HttpResponse:
    member = cast(Member, request.user)
    if "remove" in request.POST:
        actions.drop_avatar(by=member)
        messages.success(request, _("Your picture is removed."))
        return redirect("members:settings")
    form = AvatarForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.set_avatar(by=member, file=form.cleaned_data["picture"])
        except ValidationError as error:
            form.add_error("picture", error)
        else:
            messages.success(request, _("Your picture is saved."))
            return redirect("members:settings")
    return _profile_page(request, ProfileForm(instance=member), form)


def _profile_page(request: HttpRequest, form: ProfileForm, avatar_form: AvatarForm) -> HttpResponse:
    status = 422 if form.errors or avatar_form.errors else 200
    context = {
        "form": form,
        "avatar_form": avatar_form,
        "may_edit": can_edit_profile(request.user, request.user),  # type: ignore[arg-type]
        "tab": "profile",
    }
    return render(request, "accounts/settings_profile.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    member = Member.objects.get(pk=cast(Member, request.user).pk)
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        member.save(update_fields=list(form.Meta.fields))
        with translation.override(member.language):
            messages.success(request, _("Your preferences are saved."))
        return redirect("members:preferences")
    return render(
        request, "accounts/settings_preferences.html", {"form": form, "tab": "preferences"}, status=422 if form.errors else 200
    )


@login_required
@require_POST
def time_zone(request: HttpRequest) -> HttpResponse:
    """What the device said on the first visit. A zone that was chosen is never overwritten."""
    zone = request.POST.get("zone", "")
    if zone in time_zones():
        Member.objects.filter(pk=cast(Member, request.user).pk, time_zone="").update(time_zone=zone)
    return HttpResponse(status=204)


@login_required
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    kinds = list(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user_id=request.user.pk).count(),
        "tab": "security",
    }
    return render(request, "accounts/settings_security.html", context)
