"""How a member is reminded of what they keep."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.models import Post


def _sentence(notification: Notification) -> str:
    name = notification.data.get("name")
    if name:
        return _("You wanted to be reminded: %(name)s (“%(title)s”)") % {"name": name, "title": notification.data["title"]}
    return _("You wanted to be reminded of “%(title)s”") % {"title": notification.data["title"]}


def _still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    visible = set(Post.objects.visible_to(member).filter(pk__in=set(posts.values())).values_list("pk", flat=True))
    return {pk for pk, post_id in posts.items() if post_id in visible}


register(
    Verb(
        "bookmark",
        sentence=_sentence,
        url=lambda notification: reverse("forums:post", args=[notification.data["post"]]),
        mail="direct",
        still_visible=_still_visible,
    )
)
