"""What allauth tells us."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, email_confirmed
from django.dispatch import receiver
from django.http import HttpRequest

from . import sessions
from .models import Member


@receiver(email_changed, dispatch_uid="accounts.email_changed")
def end_other_sessions(request: HttpRequest | None, user: Member, **kwargs: Any) -> None:
    """Whoever holds a stolen session must not outlive the change of the address. A password change does this by its hash."""
    sessions.end_all(user, but=request.session.session_key if request else None)


@receiver(email_confirmed, dispatch_uid="accounts.email_confirmed")
def welcome(email_address: Any, **kwargs: Any) -> None:
    from .notices import say_welcome

    say_welcome(email_address.user)
