"""Trust in the background: visits are written, levels looked at."""

from __future__ import annotations

from collections.abc import Sequence

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from . import actions


@db_task(name="trust.add-visits")
def add_visits(rows: Sequence[tuple[int, str, int, int]]) -> None:
    """What was read may be what was missing for level 1 or 2; level 3 waits for the night."""
    actions.look_at(actions.add_visits(rows), up_to=1)


@db_periodic_task(crontab(hour="3", minute="50"), name="trust.look-at-everybody")
def look_at_everybody() -> int:
    return actions.look_at_everybody()


@db_periodic_task(crontab(hour="3", minute="55"), name="trust.forget-old-visits")
def forget_old_visits() -> int:
    return actions.forget_old_visits()
