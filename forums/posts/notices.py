"""What is told about a post itself."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

from .models import Post


def _wiki(notification: Notification) -> str:
    words = {
        "who": notification.actor.name if notification.actor else _("Somebody"),
        "title": notification.data.get("title", ""),
    }
    return _("%(who)s edited your wiki in “%(title)s”") % words


def _history(notification: Notification) -> str:
    return reverse("forums:history", args=[notification.data["post"]])


def still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    """The pks of those about a post the member may read: what was moved or taken down since is not told. One query.

    Each says the title as it is today: what somebody took out of a title is told nowhere any more.
    """
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    readable = Post.objects.visible_to(member).filter(pk__in=set(posts.values()))
    titles = dict(readable.values_list("pk", "thread__title"))
    for notification in notifications:
        if "title" in notification.data and (title := titles.get(posts[notification.pk])):
            notification.data = notification.data | {"title": title}
    return {pk for pk, post_id in posts.items() if post_id in titles}


register(Verb("forums.wiki", _wiki, _history, mail="all", still_visible=still_visible))
