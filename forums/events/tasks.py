"""Reminders: a day before, to whoever comes or may come. The row says whether it was done."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task


@db_periodic_task(crontab(minute="*/10"), name="events.remind")
def remind() -> None:
    from .reminding import remind_of_what_is_near

    remind_of_what_is_near()
