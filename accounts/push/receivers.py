"""What the other rooms of the first storey tell."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import Member
from accounts.signals import notified

from . import actions, buzzing


@receiver(notified, dispatch_uid="push.notified")
def plan_a_buzz(member: Member, notification: Any, verb: Any, **kwargs: Any) -> None:
    buzzing.plan(member, notification, verb)


@receiver(user_logged_out, dispatch_uid="push.logged_out")
def let_the_browser_be(request: HttpRequest | None, user: Member | None, **kwargs: Any) -> None:
    if user is not None and request is not None:
        actions.forget_session(user, request.session.session_key)
