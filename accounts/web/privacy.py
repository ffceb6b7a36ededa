"""Who sees what of a member; and the page that welcomes a new one."""

from __future__ import annotations

from typing import cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import welcome as welcoming
from accounts.models import Member


class PrivacyForm(forms.ModelForm):
    class Meta:
        model = Member
        fields = ("profile_audience", "shows_activity", "shows_presence", "is_listed")
        widgets = {"profile_audience": forms.RadioSelect}
        help_texts = {
            "profile_audience": gettext_lazy(
                "What you write in open forums is readable for all the same. Search engines find the page about you only "
                "if everybody may see it and you are no longer new here."
            ),
            "shows_activity": gettext_lazy("Otherwise your posts stand where you wrote them, but not gathered in one place."),
            "is_listed": gettext_lazy("The directory is for members, unless the page about you is for everybody."),
        }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def privacy(request: HttpRequest) -> HttpResponse:
    member = Member.objects.get(pk=cast(Member, request.user).pk)
    form = PrivacyForm(request.POST if request.method == "POST" else None, instance=member)
    if request.method == "POST" and form.is_valid():
        member.save(update_fields=list(form.Meta.fields))
        messages.success(request, _("Your choices are saved."))
        return redirect("members:privacy")
    context = {"form": form, "tab": "privacy"}
    return render(request, "accounts/settings_privacy.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What the site says to new members. It can be read again at any time."""
    html = welcoming.text_for(cast(Member, request.user))
    return render(request, "accounts/welcome.html", {"html": html, "thread_address": welcoming.thread_address()})
