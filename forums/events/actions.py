"""Answering an invitation, changing and cancelling it. The event's row is locked: the last place is given once."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify

from . import policies
from .making import NewEvent
from .models import Attendance, Event

Answer = Attendance.Answer


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",), no_key=True).select_related("post__thread__forum").get(pk=event.pk)


@transaction.atomic
def answer(*, by: Member, event: Event, answer: str) -> Attendance:
    """Say whether one comes. Who comes to a full event waits, in the order of the answers."""
    if answer not in Answer.values:
        raise ValidationError(_("Please choose one of the answers."))
    fresh = _locked(event)
    policies.can_answer(by, fresh, fresh.post).enforce()
    mine = Attendance.objects.filter(event=fresh, member=by).first() or Attendance(event=fresh, member=by)
    if mine.answer == answer:
        return mine
    mine.answer, mine.since = answer, timezone.now()
    mine.is_waiting = answer == Answer.YES and _free(fresh) == 0
    mine.save()
    _move_up(fresh)
    return mine


@transaction.atomic
def withdraw(*, by: Member, event: Event) -> bool:
    """Be as if one had not answered."""
    fresh = _locked(event)
    policies.can_answer(by, fresh, fresh.post).enforce()
    gone, _rows = Attendance.objects.filter(event=fresh, member=by).delete()
    _move_up(fresh)
    return bool(gone)


def _free(event: Event) -> int | None:
    """Places that nobody has; None: there is no limit."""
    if event.capacity is None:
        return None
    taken = Attendance.objects.filter(event=event, answer=Answer.YES, is_waiting=False).count()
    return max(0, event.capacity - taken)


def _move_up(event: Event) -> None:
    """Give free places to those who wait, first come first served, and tell them."""
    waiting = Attendance.objects.filter(event=event, is_waiting=True).select_related("member").order_by("since", "pk")
    free = _free(event)
    if free == 0:
        return
    for attendance in list(waiting if free is None else waiting[:free]):
        Attendance.objects.filter(pk=attendance.pk).update(is_waiting=False)
        _tell(attendance.member, event, "events.place", f"event-place:{event.pk}:{attendance.since.isoformat()}")


@transaction.atomic
def change(*, by: Member, event: Event, new: NewEvent) -> bool:
    """Another hour or place. Whoever comes or may come is told; False when nothing differs."""
    fresh = _locked(event)
    policies.can_change(by, fresh, fresh.post).enforce()
    columns = new.columns()
    if all(getattr(fresh, name) == value for name, value in columns.items()):
        return False
    moved = (fresh.starts_at, fresh.place, fresh.link) != (new.starts_at, new.place, new.link)
    taken = Attendance.objects.filter(event=fresh, answer=Answer.YES, is_waiting=False).count()
    if new.capacity is not None and new.capacity < taken:
        raise ValidationError({"event_capacity": _("%(n)s people have a place already; nobody loses it.") % {"n": taken}})
    again = {"reminded_at": None} if fresh.starts_at != new.starts_at else {}
    Event.objects.filter(pk=fresh.pk).update(**columns, **again, sequence=F("sequence") + 1, changed_at=timezone.now())
    fresh = _locked(event)
    _move_up(fresh)
    if moved:
        _tell_all(fresh, "events.changed", by)
    return True


@transaction.atomic
def cancel(*, by: Member, event: Event) -> bool:
    fresh = _locked(event)
    policies.can_cancel(by, fresh, fresh.post).enforce()
    now = timezone.now()
    Event.objects.filter(pk=fresh.pk).update(cancelled_at=now, changed_at=now, sequence=F("sequence") + 1)
    fresh.refresh_from_db(fields=["sequence"])
    _tell_all(fresh, "events.cancelled", by)
    return True


def _tell_all(event: Event, verb: str, by: Member) -> None:
    coming = Attendance.objects.filter(event=event).exclude(answer=Answer.NO).select_related("member")
    for attendance in coming:
        _tell(attendance.member, event, verb, f"{verb}:{event.pk}:{event.sequence}", by)


def _tell(member: Member, event: Event, verb: str, about: str, by: Member | None = None) -> None:
    notify(member=member, verb=verb, event=about, actor=by, data=facts(event))


def facts(event: Event) -> dict[str, object]:
    return {"post": event.post_id, "thread": event.post.thread_id, "title": event.title, "starts": event.starts_at.isoformat()}
