"""How a new level is told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

from .criteria import LEVELS


def _words(notification: Notification) -> dict[str, object]:
    level = int(notification.data.get("level", 0))
    return {"n": level, "name": LEVELS[level].name}


def _raised(notification: Notification) -> str:
    return _("Thank you for being here: you have reached trust level %(n)s, “%(name)s”.") % _words(notification)


def _lowered(notification: Notification) -> str:
    if notification.data.get("by_hand"):
        return _("The team has set your trust level to %(n)s, “%(name)s”.") % _words(notification)
    return _(
        "You were here less of late: your trust level is %(n)s, “%(name)s”, until you are back. Nothing else changes."
    ) % _words(notification)


def _page(notification: Notification) -> str:
    return reverse("forums:own_trust")


for _verb in (
    Verb("trust.raised", _raised, _page, mail="all"),
    Verb("trust.lowered", _lowered, _page, mail="all"),
):
    register(_verb)
