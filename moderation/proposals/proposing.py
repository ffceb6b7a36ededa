"""How a proposal comes into being, and how it ends with the decision it came from."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from community.core.models import SiteSettings
from moderation.cases.models import Case
from moderation.decisions.models import Decision

from .models import Proposal

if TYPE_CHECKING:
    from moderation.sanctions.plan import Plan

# A second person has a day; after that the lesser measure that is in force already stays the only one (L:F5).
SECOND_WITHIN = timedelta(hours=24)


def propose_sanction(decision: Decision, plan: Plan) -> Proposal:
    """Ask the member, a second person, or both. The case it gets in the queue sleeps while the member has time to answer."""
    now = timezone.now()
    hearing = now + timedelta(hours=SiteSettings.current().hearing_hours) if plan.needs_hearing else None
    return Proposal.objects.create(
        kind=Proposal.Kind.SANCTION,
        origin=decision,
        member=decision.case.subject,
        plan=plan.as_json(),
        by=decision.by,
        made_at=now,
        needs_second=plan.is_heavy,
        hearing_until=hearing,
        # After the hearing somebody still has to come to it.
        expires_at=(hearing + timedelta(days=7)) if hearing else now + SECOND_WITHIN,
    )


def end_with(decision: Decision, *, by: Member) -> None:
    """The proposals that came with a decision fall with it; what one of them brought into force falls too."""
    now = timezone.now()
    for proposal in Proposal.objects.filter(origin=decision).exclude(state=Proposal.State.UNDONE):
        was_open = proposal.state == Proposal.State.OPEN
        Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.UNDONE)
        if proposal.case_id is None:
            continue
        if was_open:
            Case.objects.open().filter(pk=proposal.case_id).update(
                state=Case.State.CLOSED, decided_at=now, version=F("version") + 1
            )
