"""Background work on what is a member's own."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task


@db_periodic_task(crontab(minute="*"), name="personal.remind")
def remind() -> None:
    from .bookmarks import remind_of_what_is_due

    remind_of_what_is_due()
