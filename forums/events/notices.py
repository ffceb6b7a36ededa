"""What members are told about events."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.models import Post


def _place(notification: Notification) -> str:
    return reverse("forums:post", args=[notification.data["post"]])


def _still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    visible = set(Post.objects.visible_to(member).filter(pk__in=set(posts.values())).values_list("pk", flat=True))
    return {pk for pk, post_id in posts.items() if post_id in visible}


def _words(notification: Notification) -> dict[str, str]:
    starts = parse_datetime(notification.data.get("starts", ""))
    when = date_format(timezone.localtime(starts), "DATETIME_FORMAT") if starts else ""
    return {"title": notification.data.get("title", ""), "when": when}


def _soon(notification: Notification) -> str:
    return _("“%(title)s” begins on %(when)s") % _words(notification)


def _free(notification: Notification) -> str:
    return _("You have a place now: “%(title)s”, %(when)s") % _words(notification)


def _changed(notification: Notification) -> str:
    return _("“%(title)s” was changed: %(when)s") % _words(notification)


def _cancelled(notification: Notification) -> str:
    return _("“%(title)s” on %(when)s was cancelled") % _words(notification)


for _verb in (
    Verb("events.soon", _soon, _place, mail="direct", still_visible=_still_visible),
    Verb("events.place", _free, _place, mail="direct", still_visible=_still_visible),
    Verb("events.changed", _changed, _place, mail="direct", still_visible=_still_visible),
    Verb("events.cancelled", _cancelled, _place, mail="direct", still_visible=_still_visible),
):
    register(_verb)
