"""Sign-up and the pages a member fills in about themselves."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from allauth.account.forms import AddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.core.exceptions import ImmediateHttpResponse
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import fields, names
from .gates import may_sign_up
from .models import Member


class LoginForm(AllauthLoginForm):
    """Says what may be typed, and asks a phone's keyboard not to correct it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        login = self.fields["login"]
        login.label = gettext_lazy("Username or e-mail")
        login.widget.attrs |= {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}


class SignupForm(AllauthSignupForm):
    """E-mail, username, password once; a field that only machines see; and whatever settings.SIGNUP_GATES demand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        username = self.fields["username"]
        username.max_length = names.LONGEST
        username.widget.attrs |= {"maxlength": names.LONGEST, "autocapitalize": "none", "spellcheck": "false"}
        username.label = gettext_lazy("Username")
        username.help_text = gettext_lazy("Others see this name. It need not be your real one.")
        self.fields["email"].label = gettext_lazy("E-mail")
        self.fields["email"].help_text = gettext_lazy("Nobody else sees it. We send a code to it.")
        self.asked = fields.asked(at_sign_up=True)
        for field in self.asked:
            self.fields[fields.key_of(field)] = fields.form_field(field)
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        # A class instead of allauth's style attribute, which the content security policy would ignore, showing the trap.
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off", "class": "trap", "aria-hidden": "true"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        decision = may_sign_up(self.cleaned_data)
        if not decision:
            raise ValidationError(decision.reason, code="gate")
        return cleaned

    def save(self, request: HttpRequest) -> Any:
        member = super().save(request)
        fields.keep_answers(member, self.asked, self.cleaned_data)
        return member

    def try_save(self, request: HttpRequest) -> Any:
        """Two people at the same moment: the database decides, and the second gets a sentence, not an error page."""
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError as error:
            email = self.cleaned_data["email"]
            if Member.objects.filter(email__iexact=email).exists():
                return None, prevent_enumeration(request, email=email)
            messages.error(request, _("Somebody took this username a moment before you. Please choose another."))
            raise ImmediateHttpResponse(redirect("account_signup")) from error


class NewAddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("New address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class ProfileForm(forms.ModelForm):
    website = forms.URLField(
        label=gettext_lazy("Website"),
        help_text=gettext_lazy("Starts with https:// or http://."),
        required=False,
        max_length=200,
        assume_scheme="https",
    )

    class Meta:
        model = Member
        fields = ("display_name", "bio", "location", "website")
        widgets = {"bio": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "display_name": gettext_lazy("Shown instead of your username. May stay empty."),
            "bio": gettext_lazy("Markdown works."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = fields.asked()
        given = fields.answers_of(self.instance) if self.asked else {}
        for field in self.asked:
            self.fields[fields.key_of(field)] = fields.form_field(field)
            self.initial[fields.key_of(field)] = given.get(fields.key_of(field), "")

    def clean_display_name(self) -> str:
        name = " ".join(names.tidy(self.cleaned_data["display_name"]).split())
        # Invisible and direction-changing characters let one name pass for another.
        if not name.isprintable():
            raise ValidationError(_("Please use visible characters only."), code="invisible")
        if name and names.speaks_for_the_house(name):
            raise ValidationError(_("This name is reserved. Please choose another."), code="reserved")
        return name

    def clean_website(self) -> str:
        address = self.cleaned_data["website"]
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise ValidationError(_("A website starts with https:// or http://."), code="scheme")
        return address


@cache
def time_zones() -> list[str]:
    """Those named after places; the others are for machines."""
    return sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/"))


class PreferencesForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)

    class Meta:
        model = Member
        fields = ("language", "address", "time_zone", "theme", "density", "single_keys")
        help_texts = {
            "address": gettext_lazy("For messages from moderation in German. Pages always say du."),
            "single_keys": gettext_lazy("j and k walk, r replies, ? tells all of them. Switch it off if you dictate."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = time_zones()
        # A form without it leaves it as it was.
        self.fields["density"].required = False
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", _("as my device (until it is known: %(zone)s)") % {"zone": settings.TIME_ZONE}),
            *((zone, zone.replace("_", " ")) for zone in zones),
        ]

    def clean_density(self) -> str:
        return self.cleaned_data["density"] or self.instance.density


class AvatarForm(forms.Form):
    # Not an ImageField: that one opens the file before our own checks can.
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 5 MB. It is cut to a square."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
