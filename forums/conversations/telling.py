"""Telling those in a conversation that something came: once while it is unread, however much comes after it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.ignoring.queries import ignorers_of
from accounts.notifications.actions import notify
from accounts.notifications.models import Notification

from .models import Conversation, Message, Participant
from .notices import MESSAGE


@transaction.atomic
def tell_of(message_id: int) -> int:
    """Returns how many were told."""
    found = Message.objects.select_related("conversation", "author").filter(pk=message_id, told_at=None).first()
    if found is None:
        return 0
    # Its row is locked: of two messages at once one tells, and the other sees that it was told.
    Conversation.objects.select_for_update(no_key=True).only("pk").get(pk=found.conversation_id)
    if not Message.objects.filter(pk=found.pk, told_at=None).update(told_at=timezone.now()) or not found.is_published:
        return 0
    waiting = Participant.objects.active().filter(
        conversation=found.conversation_id, is_muted=False, last_read__lt=found.number, member__is_active=True
    )
    people = [row.member for row in waiting.exclude(member=found.author_id).select_related("member")]
    know = set(
        Notification.objects.filter(
            member__in=[member.pk for member in people],
            verb=MESSAGE.name,
            read_at=None,
            data__conversation=found.conversation_id,
        ).values_list("member_id", flat=True)
    )
    ignoring = ignorers_of(found.author_id, among=[member.pk for member in people])
    told = 0
    for member in people:
        if member.pk in know or member.pk in ignoring:
            continue
        data = {"conversation": found.conversation_id, "number": found.number, "title": found.conversation.title}
        told += bool(notify(member=member, verb=MESSAGE.name, event=f"message:{found.pk}", actor=found.author, data=data))
    return told
