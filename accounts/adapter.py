"""Where allauth asks us: names, who may enter, and mails that speak the member's language and never repeat a forged host."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from community.core.models import SiteSettings

from . import names, secrets
from .gates import registration_is_open
from .models import Member, fold
from .policies import can_log_in

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(registration_is_open({}))

    def clean_username(self, username: str, shallow: bool = False) -> str:
        tidied = names.tidy(username)
        names.check(tidied)
        if not shallow and Member.objects.filter(username_folded=fold(tidied)).exists():
            raise self.validation_error("username_taken")
        return tidied

    def clean_email(self, email: str) -> str:
        # Two addresses that look alike must not be two accounts, and a reset mail must never go to the other one. An
        # address that folding would change is refused rather than changed: its owner can write the domain as xn--….
        if fold(email) != email.lower():
            raise ValidationError(_("Please write this address in plain letters."), code="email_confusable")
        return email

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True) -> AbstractBaseUser:
        assert isinstance(user, Member)
        user.language = language_now()
        return super().save_user(request, user, form, commit=commit)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        # Reached only after the password, code or key was right: nobody learns of a suspension by guessing names.
        assert isinstance(user, Member)
        if not (allowed := can_log_in(user)):
            from allauth.account.internal.stagekit import clear_login

            clear_login(request)
            with translation.override(user.language):
                messages.error(request, str(allowed.reason))
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The folded name, without the host: neither spelling nor a Host header opens a fresh set of attempts.
        return "login:" + fold(str(credentials.get("email") or credentials.get("username") or ""))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        site = SiteSettings.current()
        whole = {
            "email": email,
            "site_name": site.name,
            "site_url": settings.SITE_URL,
            "current_site": SimpleNamespace(name=site.name, domain=urlsplit(settings.SITE_URL).netloc),
            **context,
        }
        for key, value in context.items():
            if key.endswith("_url") and isinstance(value, str):
                whole[key] = on_our_site(value)
        with translation.override(_language_of(email, context.get("user"))):
            self.render_mail(template_prefix, email, whole).send()


class MFAAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        return SiteSettings.current().name

    def encrypt(self, text: str) -> str:
        return secrets.lock(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unlock(encrypted_text)


def on_our_site(url: str) -> str:
    """The same page at settings.SITE_URL, whatever host the request claimed."""
    parts = urlsplit(url)
    return settings.SITE_URL + parts._replace(scheme="", netloc="").geturl()


def language_now() -> str:
    """The language of this request, as far as members can choose it."""
    now = (translation.get_language() or "")[:2]
    return now if now in Member.Language.values else settings.LANGUAGE_CODE[:2]


def _language_of(email: str, user: Any) -> str:
    if isinstance(user, Member):
        return user.language
    known = EmailAddress.objects.filter(email=email.lower()).values_list("user__language", flat=True).first()
    return known or language_now()
