"""Digests that are due; the rows know, so a crash only delays them."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task


@db_task(retries=3, retry_delay=60)
def send(member_id: int) -> None:
    from . import making

    making.send(member_id)


@db_periodic_task(crontab(minute="*/5"), name="digests.send-due")
def send_all_due() -> None:
    from . import scheduling

    scheduling.enrol()
    for member_id in scheduling.due_ids():
        send(member_id)
