"""Every minute: what is due."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task


@db_periodic_task(crontab(minute="*"), name="timers.ring")
def ring() -> None:
    from .ringing import ring as ring_what_is_due

    ring_what_is_due()
