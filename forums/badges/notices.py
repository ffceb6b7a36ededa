"""How a badge is told."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

from .wording import words_of


def _given(notification: Notification) -> str:
    data = notification.data
    name, description = words_of(str(data.get("rule", "")), str(data.get("name", "")), "")
    if description:
        return _("You have earned the badge “%(name)s”: %(what)s") % {"name": name, "what": description}
    return _("You have been given the badge “%(name)s”.") % {"name": name}


def _page(notification: Notification) -> str:
    return reverse("forums:badge", args=[notification.data["slug"]])


register(Verb("badges.given", _given, _page, mail="all"))
