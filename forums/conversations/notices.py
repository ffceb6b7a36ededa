"""What members are told about their conversations. No words of theirs: a mail may lie open on somebody's desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, people, register, subject_of, who

from .models import Participant


def _sentence(notification: Notification) -> str:
    words = ngettext("%(who)s wrote to you: “%(title)s”", "%(who)s wrote to you: “%(title)s”", people(notification))
    return words % {"who": who(notification), "title": notification.data.get("title", "")}


def _subject(notification: Notification) -> str:
    # Subjects are listed in the back office and on locked screens: what it is about stands inside.
    words = ngettext("%(who)s wrote to you", "%(who)s wrote to you", people(notification))
    return words % {"who": who(notification)}


def _place(notification: Notification) -> str:
    return reverse("forums:conversation", args=[notification.data["conversation"]])


def _still_in_it(member: Member, notifications: Sequence[Notification]) -> set[int]:
    about = {notification.pk: notification.data.get("conversation") for notification in notifications}
    rows = Participant.objects.active().filter(member=member.pk, conversation__in=set(about.values()))
    own = set(rows.values_list("conversation_id", flat=True))
    return {pk for pk, conversation_id in about.items() if conversation_id in own}


MESSAGE = register(
    Verb(
        "conversations.message",
        _sentence,
        _place,
        mail="direct",
        still_visible=_still_in_it,
        group=subject_of,
        folds=True,
        subject=_subject,
    )
)
