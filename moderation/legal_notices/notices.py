"""What the bell tells members who gave notice; the mail goes to the address in the notice (telling.py), never twice."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register


def _page(notification: Notification) -> str:
    return reverse("desk:notice_status", args=[notification.data.get("token", "x")])


def _title(notification: Notification) -> dict[str, Any]:
    return {"title": notification.data.get("title", "")}


for _verb in (
    Verb(
        "moderation.notice_received",
        lambda n: _("We have your notice about “%(title)s” and will look at it.") % _title(n),
        _page,
        "never",
    ),
    Verb("moderation.notice_decided", lambda n: _("Your notice about “%(title)s” is decided.") % _title(n), _page, "never"),
    Verb(
        "moderation.notice_reopened",
        lambda n: _("A decision about “%(title)s”, of which you gave notice, was taken back.") % _title(n),
        _page,
        "never",
    ),
):
    register(_verb)
