"""What allauth and Django tell us."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, email_confirmed
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import m2m_changed, post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from community.core.signals import mail_refused

from . import footprints, sessions
from .groups import forget_members
from .models import Member

m2m_changed.connect(forget_members, sender=Member.groups.through, dispatch_uid="accounts.groups.membership_changed")
post_delete.connect(forget_members, sender=Group, dispatch_uid="accounts.groups.group_deleted")


@receiver(email_changed, dispatch_uid="accounts.email_changed")
def end_other_sessions(request: HttpRequest | None, user: Member, **kwargs: Any) -> None:
    """Whoever holds a stolen session must not outlive the change of the address. A password change does this by its hash."""
    sessions.end_all(user, but=request.session.session_key if request else None)


@receiver(email_confirmed, dispatch_uid="accounts.email_confirmed")
def welcome(email_address: Any, **kwargs: Any) -> None:
    from .notices import say_welcome

    say_welcome(email_address.user)


@receiver(mail_refused, dispatch_uid="accounts.mail_refused")
def note_the_refusal(mail: Any, reason: str, **kwargs: Any) -> None:
    """What the server refuses to our face counts like what comes back later."""
    from .notifications import bounces

    bounces.record(event=f"outbox:{mail.pk}", address=mail.to, kind="hard", reason=reason)


@receiver(user_logged_in, dispatch_uid="accounts.footprint")
def note_from_where(request: HttpRequest | None, user: Member, **kwargs: Any) -> None:
    if request is not None:
        footprints.record(user, request)
