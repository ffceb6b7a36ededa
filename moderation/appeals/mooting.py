"""A decision that was taken back leaves nothing to appeal against."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from moderation.cases.models import Case
from moderation.decisions.models import Decision

from .models import Appeal


def end_appeals(decision: Decision, *, by: Member) -> int:
    """End the open appeals against it, and their cases. Returns how many."""
    found = list(Appeal.objects.filter(redress__decision=decision, state=Appeal.State.OPEN))
    now = timezone.now()
    Appeal.objects.filter(pk__in=[appeal.pk for appeal in found]).update(state=Appeal.State.MOOT, decided_at=now)
    Case.objects.open().filter(pk__in=[appeal.case_id for appeal in found]).update(
        state=Case.State.CLOSED, decided_at=now, version=F("version") + 1
    )
    return len(found)
