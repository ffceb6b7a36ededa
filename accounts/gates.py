"""Asked before an account is made (SIGNUP_GATES), and before staff pages open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings

from .models import Member


def may_sign_up(data: Mapping[str, Any]) -> Decision:
    """Ask every gate in settings.SIGNUP_GATES about the cleaned sign-up data; the first refusal counts."""
    for path in settings.SIGNUP_GATES:
        decision: Decision = import_string(path)(data)
        if not decision:
            return decision
    return ALLOWED


def registration_is_open(data: Mapping[str, Any]) -> Decision:
    """A gate: the site takes new members at the moment."""
    if SiteSettings.current().registration_open:
        return ALLOWED
    return denied(_("This forum does not take new members at the moment."))


def needs_second_factor(member: Member | AnonymousUser) -> bool:
    """Whether this person must first set up a second factor to open staff pages. Ask only people who hold staff rights.

    One query, and none where settings.STAFF_SECOND_FACTOR is off.
    """
    from allauth.mfa.models import Authenticator

    if not settings.STAFF_SECOND_FACTOR or not isinstance(member, Member):
        return False
    return not Authenticator.objects.filter(
        user_id=member.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()
