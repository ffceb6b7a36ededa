"""Background work about threads."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import F
from huey.contrib.djhuey import db_task

from .models import Thread


@db_task()
def add_views(counts: Mapping[int, int]) -> None:
    """Add gathered views. One statement for all threads that were opened equally often."""
    by_count: dict[int, list[int]] = {}
    for thread_id, count in counts.items():
        by_count.setdefault(count, []).append(thread_id)
    for count, thread_ids in by_count.items():
        Thread.objects.filter(pk__in=thread_ids).update(view_count=F("view_count") + count)
