"""What members are told about their account."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from community.core.models import SiteSettings

from .models import Member
from .notifications.actions import notify
from .notifications.models import Notification
from .notifications.registry import Verb, register


def _welcome(notification: Notification) -> str:
    words = {"site": SiteSettings.current().name}
    return _("Welcome to %(site)s! Have a look around, and tell others a little about yourself.") % words


register(Verb("welcome", sentence=_welcome, url=lambda notification: reverse("members:welcome"), mail="never"))


def say_welcome(member: Member) -> None:
    """Once in a member's life, however many addresses they confirm."""
    notify(member=member, verb="welcome", event="welcome")
