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


def _still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    visible = set(Post.objects.visible_to(member).filter(pk__in=set(posts.values())).values_list("pk", flat=True))
    return {pk for pk, post_id in posts.items() if post_id in visible}


register(Verb("forums.wiki", _wiki, _history, mail="all", still_visible=_still_visible))
