"""What those above set and take away. None asks why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from .models import Timer


@transaction.atomic
def set_timer(
    thread: Thread,
    *,
    kind: str,
    by: Member,
    due_at: datetime | None = None,
    quiet_days: int | None = None,
    ground: dict[str, Any] | None = None,
) -> Timer:
    """Set it, in the place of an earlier one of its kind."""
    timer, _new = Timer.objects.update_or_create(
        thread=thread,
        kind=kind,
        defaults={
            "due_at": due_at,
            "quiet_days": quiet_days,
            "by": by,
            "ground": ground or {},
            "created_at": timezone.now(),
        },
    )
    thread_levers.mark(thread, Thread.Extra.TIMER)
    thread.__dict__.pop("_timers_set", None)
    return timer


def stop(thread: Thread) -> bool:
    """Nothing happens by itself any more."""
    gone, _rows = Timer.objects.filter(thread=thread).delete()
    thread.__dict__.pop("_timers_set", None)
    return bool(gone)
