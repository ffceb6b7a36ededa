"""What members are told when threads are rearranged."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.notices import still_visible


def _moved(notification: Notification) -> str:
    return _("What you wrote stands in “%(title)s” now") % {"title": notification.data.get("title", "")}


def _place(notification: Notification) -> str:
    return reverse("forums:post", args=[notification.data["post"]])


register(Verb("forums.moved", _moved, _place, mail="direct", still_visible=still_visible))
