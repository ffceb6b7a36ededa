"""What the bell says about an objection. The words themselves stand in the letter (moderation.appeals.letters)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

RECEIVED = "moderation.appeal_received"
AFFIRMED = "moderation.appeal_affirmed"
REVERSED = "moderation.appeal_reversed"
OVERTURNED = "moderation.report_overturned"


def _about(sentence: Callable[[], str]) -> Callable[[Notification], str]:
    return lambda notification: sentence() % {"title": notification.data.get("title", "")}


def _page(notification: Notification) -> str:
    return str(notification.data.get("url") or "/")


for _verb in (
    Verb(RECEIVED, _about(lambda: _("We have your objection about “%(title)s”.")), _page, "needed"),
    Verb(AFFIRMED, _about(lambda: _("Your objection about “%(title)s” is answered: the decision stands.")), _page, "needed"),
    Verb(
        REVERSED,
        _about(lambda: _("Your objection about “%(title)s” is answered: you were right, and we are sorry.")),
        _page,
        "needed",
    ),
    Verb(
        OVERTURNED,
        _about(lambda: _("After an objection, our decision about “%(title)s”, which you reported, no longer stands.")),
        _page,
        "direct",
    ),
):
    register(_verb)
