"""Telling members, and noting that they know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from community.core import live

from . import mails, queries
from .models import Notification
from .registry import find


@transaction.atomic
def notify(
    *, member: Member, verb: str, event: str, actor: Member | None = None, data: Mapping[str, Any] | None = None
) -> Notification | None:
    """Tell the member once about the event, in the product and, as they wish, by mail in the same transaction.

    None when there is nothing to tell: they did it themselves, know of it already, or may not see it.
    """
    known = find(verb)
    if known is None:
        raise LookupError(f"no verb {verb!r} is registered")
    if (actor is not None and actor.pk == member.pk) or not member.is_active or member.is_imported:
        return None
    notification, created = Notification.objects.get_or_create(
        member=member, event=event, defaults={"verb": verb, "actor": actor, "data": dict(data or {})}
    )
    if not created:
        return None
    if not queries.visible(member, [notification]):
        notification.delete()
        return None
    mails.send(notification, known)
    live.publish(f"member:{member.pk}", {"bell": True})
    return notification


def read(*, by: Member, notification: Notification) -> bool:
    """Only one's own; says whether it was unread."""
    return bool(Notification.objects.filter(pk=notification.pk, member_id=by.pk, read_at=None).update(read_at=timezone.now()))


def read_all(*, by: Member, up_to: int | None = None) -> int:
    """Everything up to the notification `up_to`, so that what arrived since the page was drawn stays unread."""
    unread = Notification.objects.filter(member_id=by.pk, read_at=None)
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=timezone.now())


def read_about(*, by: Member, **about: Any) -> int:
    """What the member just saw with their own eyes needs no bell: `read_about(by=bob, thread=4)` compares with `data`."""
    unread = Notification.objects.filter(member_id=by.pk, read_at=None)
    return unread.filter(**{f"data__{key}": value for key, value in about.items()}).update(read_at=timezone.now())
