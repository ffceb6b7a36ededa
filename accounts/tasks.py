"""What happens to accounts by itself."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from . import footprints


@db_periodic_task(crontab(hour="3", minute="40"), name="accounts.forget-footprints")
def forget_footprints() -> int:
    return footprints.forget_old()
