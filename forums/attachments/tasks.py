"""Sweeping up what was uploaded and never used."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from . import sweep


@db_periodic_task(crontab(hour="4", minute="17"))
def sweep_orphans() -> None:
    sweep.sweep()
