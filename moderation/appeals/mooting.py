"""A decision that was taken back leaves nothing to appeal against."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from moderation.cases import desk_count
from moderation.cases.models import Case
from moderation.decisions.models import Decision

from .models import Appeal


def end_appeals(decision: Decision, *, by: Member) -> int:
    """End the open appeals against it, and their cases. Returns how many. Who appealed hears of the undoing itself."""
    found = list(Appeal.objects.filter(redress__decision=decision, state=Appeal.State.OPEN).values_list("pk", "case_id"))
    now = timezone.now()
    # The case before its appeal, as everywhere: two locks in two orders wait for each other.
    Case.objects.open().filter(pk__in=[case for _pk, case in found]).update(
        state=Case.State.CLOSED, decided_at=now, version=F("version") + 1
    )
    ended = Appeal.objects.filter(pk__in=[pk for pk, _case in found], state=Appeal.State.OPEN)
    count = ended.update(state=Appeal.State.MOOT, decided_at=now)
    if count:
        desk_count.changed()
    return count
