"""Who is reminded of what, once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.notifications.actions import notify

from .actions import facts
from .models import Attendance, Event

BEFORE = timedelta(days=1)
_BATCH = 100


def remind_of_what_is_near() -> int:
    """Remind of events that begin within a day; returns how many. Two workers remind once."""
    now = timezone.now()
    near = Event.objects.filter(
        starts_at__gt=now, starts_at__lte=now + BEFORE, reminded_at=None, cancelled_at=None, post__state="published"
    )
    done = 0
    for event in near.select_related("post").order_by("starts_at")[:_BATCH]:
        with transaction.atomic():
            if not Event.objects.filter(pk=event.pk, reminded_at=None).update(reminded_at=now):
                continue
            coming = Attendance.objects.filter(event=event, is_waiting=False).exclude(answer=Attendance.Answer.NO)
            for attendance in coming.select_related("member"):
                about = f"event-soon:{event.pk}:{event.starts_at.isoformat()}"
                notify(member=attendance.member, verb="events.soon", event=about, data=facts(event))
            done += 1
    return done
