"""What the forum tells members about."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from forums.posts.models import Post


def _who(notification: Notification) -> str:
    return notification.actor.name if notification.actor else _("Somebody")


def _place(notification: Notification) -> str:
    return reverse("forums:post", args=[notification.data["post"]])


def _still_visible(member: Member, notifications: Sequence[Notification]) -> set[int]:
    """What was moved or taken down since, or is no longer open to the reader, is not told."""
    posts = {notification.pk: notification.data.get("post") for notification in notifications}
    visible = set(Post.objects.visible_to(member).filter(pk__in=set(posts.values())).values_list("pk", flat=True))
    return {pk for pk, post_id in posts.items() if post_id in visible}


def _words(notification: Notification) -> dict[str, str]:
    return {"who": _who(notification), "title": notification.data.get("title", "")}


def _reply(notification: Notification) -> str:
    return _("%(who)s replied in “%(title)s”") % _words(notification)


def _answer(notification: Notification) -> str:
    return _("%(who)s answered you in “%(title)s”") % _words(notification)


def _mention(notification: Notification) -> str:
    return _("%(who)s mentioned you in “%(title)s”") % _words(notification)


def _quote(notification: Notification) -> str:
    return _("%(who)s quoted you in “%(title)s”") % _words(notification)


def _thread(notification: Notification) -> str:
    return _("%(who)s started “%(title)s”") % _words(notification)


def _accepted(notification: Notification) -> str:
    return _("%(who)s accepted your answer in “%(title)s”") % _words(notification)


def _reaction(notification: Notification) -> str:
    return _("%(who)s thanked you in “%(title)s”") % _words(notification)


for _verb in (
    Verb("forums.reply", _reply, _place, mail="all", still_visible=_still_visible),
    Verb("forums.thread", _thread, _place, mail="all", still_visible=_still_visible),
    Verb("forums.answer", _answer, _place, mail="direct", still_visible=_still_visible),
    Verb("forums.mention", _mention, _place, mail="direct", still_visible=_still_visible),
    Verb("forums.quote", _quote, _place, mail="direct", still_visible=_still_visible),
    Verb("forums.accepted", _accepted, _place, mail="direct", still_visible=_still_visible),
    Verb("forums.thanks", _reaction, _place, mail="all", still_visible=_still_visible),
):
    register(_verb)
