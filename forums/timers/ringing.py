"""What is due happens: whoever stands above and set the timer is told, once."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from forums import signals

from .models import Timer

_BATCH = 200


def ring() -> int:
    """Tell of every timer that is due, each in a transaction of its own; two workers ring once."""
    now = timezone.now()
    due = Q(due_at__lte=now)
    for days in set(Timer.objects.filter(kind=Timer.Kind.QUIET).values_list("quiet_days", flat=True)):
        due |= Q(quiet_days=days, thread__last_post_at__lte=now - timedelta(days=days or 0))
    done = 0
    for timer in Timer.objects.filter(due).select_related("thread__forum", "by").order_by("due_at", "pk")[:_BATCH]:
        with transaction.atomic():
            claimed, _rows = Timer.objects.filter(pk=timer.pk, created_at=timer.created_at).delete()
            if claimed:
                signals.timer_due.send(Timer, timer=timer, thread=timer.thread)
                done += 1
    return done
