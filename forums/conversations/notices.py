"""What members are told about their conversations. No words of theirs: a mail may lie open on somebody's desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

from .models import Participant


def _sentence(notification: Notification) -> str:
    who = notification.actor.name if notification.actor else _("Somebody")
    return _("%(who)s wrote to you: “%(title)s”") % {"who": who, "title": notification.data.get("title", "")}


def _place(notification: Notification) -> str:
    return reverse("forums:conversation", args=[notification.data["conversation"]])


def _still_in_it(member: Member, notifications: Sequence[Notification]) -> set[int]:
    about = {notification.pk: notification.data.get("conversation") for notification in notifications}
    rows = Participant.objects.active().filter(member=member.pk, conversation__in=set(about.values()))
    own = set(rows.values_list("conversation_id", flat=True))
    return {pk for pk, conversation_id in about.items() if conversation_id in own}


MESSAGE = register(Verb("conversations.message", _sentence, _place, mail="direct", still_visible=_still_in_it))
