"""What members are told when threads are rearranged."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.models import Post


def _moved(notification: Notification) -> str:
    return _("What you wrote stands in “%(title)s” now") % {"title": notification.data.get("title", "")}


def _place(notification: Notification) -> str:
    return reverse("forums:post", args=[notification.data["post"]])


def _still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    visible = set(Post.objects.visible_to(member).filter(pk__in=set(posts.values())).values_list("pk", flat=True))
    return {pk for pk, post_id in posts.items() if post_id in visible}


register(Verb("forums.moved", _moved, _place, mail="direct", still_visible=_still_visible))
