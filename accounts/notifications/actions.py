"""Telling members, and noting that they know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.ignoring.queries import ignored_by
from accounts.models import Member
from accounts.signals import hearing_chosen, notified
from community.core import live

from . import mails, pacing, queries
from .models import Notification
from .registry import find


@transaction.atomic
def notify(
    *, member: Member, verb: str, event: str, actor: Member | None = None, data: Mapping[str, Any] | None = None
) -> Notification | None:
    """Tell the member once about the event: in the product now, by mail as they wish.

    None when there is nothing to tell: they did it themselves, ignore who did it, know of it already, or may not see it.
    """
    known = find(verb)
    if known is None:
        raise LookupError(f"no verb {verb!r} is registered")
    if (actor is not None and actor.pk == member.pk) or not member.is_active or member.is_imported:
        return None
    # What a member must know they are told whoever did it.
    if actor is not None and known.mail != "needed" and actor.pk in ignored_by(member):
        return None
    draft = Notification(member=member, verb=verb, event=event, actor=actor, data=dict(data or {}))
    notification, created = Notification.objects.get_or_create(
        member=member,
        event=event,
        defaults={
            "verb": verb,
            "actor": actor,
            "data": draft.data,
            "group": known.group(draft)[:40],
            "mail_due_at": pacing.due_at(member, known, timezone.now()),
        },
    )
    if not created:
        return None
    if not queries.visible(member, [notification]):
        notification.delete()
        return None
    if known.mail == "needed":
        mails.send_needed(notification, known)
    notified.send(Notification, member=member, notification=notification, verb=known)
    _ring(member.pk)
    return notification


@transaction.atomic
def choose(*, by: Member, **chosen: Any) -> None:
    """Which mails the member wants at which pace, and their quiet hours."""
    for name, value in chosen.items():
        setattr(by, name, value)
    by.save(update_fields=list(chosen))
    hearing_chosen.send(Member, member=by)


def withdraw(*, member: Member, event: str) -> bool:
    """It was taken back before the member heard of it; says whether they had not."""
    unheard = Notification.objects.filter(member=member, event=event, read_at=None, mailed_at=None)
    gone = bool(unheard.delete()[0])
    if gone:
        _ring(member.pk)
    return gone


def read(*, by: Member, notification: Notification) -> bool:
    """Only one's own; says whether it was unread."""
    return bool(_mark(by, Notification.objects.filter(pk=notification.pk)))


def unread(*, by: Member, notification: Notification) -> bool:
    """To come back to it later; it stays what it was to the mails."""
    again = Notification.objects.filter(pk=notification.pk, member_id=by.pk, read_at__isnull=False).update(read_at=None)
    if again:
        _ring(by.pk)
    return bool(again)


def read_line(*, by: Member, first: Notification, last: int) -> int:
    """All that stood in one line with `first`, up to the notification `last`."""
    same = Notification.objects.filter(verb=first.verb, pk__gte=first.pk, pk__lte=last)
    # A line is about one thing, or tells of one person's many acts.
    return _mark(by, same.filter(group=first.group) if first.group else same.filter(pk=first.pk))


def read_by(*, by: Member, first: Notification, last: int) -> int:
    """All of one person's acts of a kind that stood in one line."""
    return _mark(by, Notification.objects.filter(verb=first.verb, actor=first.actor_id, pk__gte=first.pk, pk__lte=last))


def read_all(*, by: Member, up_to: int | None = None) -> int:
    """Everything up to the notification `up_to`, so that what arrived since the page was drawn stays unread."""
    unread = Notification.objects.all()
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return _mark(by, unread)


def read_about(*, by: Member, **about: Any) -> int:
    """What the member just saw with their own eyes needs no bell: `read_about(by=bob, thread=4)` compares with `data`."""
    return _mark(by, Notification.objects.filter(**{f"data__{key}": value for key, value in about.items()}))


def read_posts(*, by: Member, thread_id: int, up_to: int) -> int:
    """The member read a thread up to this post: what was told of these posts is read with them."""
    about = Notification.objects.filter(group=f"thread:{thread_id}", data__number__lte=up_to)
    return _mark(by, about)


def _mark(by: Member, rows: QuerySet[Notification]) -> int:
    # What is read needs no mail any more.
    marked = rows.filter(member_id=by.pk, read_at=None).update(read_at=timezone.now(), mail_due_at=None)
    if marked:
        _ring(by.pk)
    return marked


def _ring(member_id: int) -> None:
    """Open pages of the member ask for the bell's number again."""
    live.publish(f"member:{member_id}", {"bell": 1})
