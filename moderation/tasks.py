"""What the desk does by itself."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from moderation.cases.models import Case
from moderation.cases.opening import score_of


@db_periodic_task(crontab(minute="*/5"), name="moderation.weigh_open_cases")
def weigh_open_cases() -> int:
    """Waiting makes a case more urgent: bring the stored priorities up to date. Returns how many moved."""
    moved = 0
    for case in Case.objects.open().iterator(chunk_size=500):
        score = score_of(case)
        if score != case.priority:
            moved += Case.objects.open().filter(pk=case.pk).update(priority=score)
    return moved
