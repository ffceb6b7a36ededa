"""How a member is reminded of what they keep."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.notices import still_visible


def _sentence(notification: Notification) -> str:
    name = notification.data.get("name")
    if name:
        return _("You wanted to be reminded: %(name)s (“%(title)s”)") % {"name": name, "title": notification.data["title"]}
    return _("You wanted to be reminded of “%(title)s”") % {"title": notification.data["title"]}


register(
    Verb(
        "bookmark",
        sentence=_sentence,
        url=lambda notification: reverse("forums:post", args=[notification.data["post"]]),
        mail="direct",
        still_visible=still_visible,
    )
)
