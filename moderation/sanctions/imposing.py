"""From the intention to a sanction in force: at once, or by way of a hearing and a second person."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.cases.models import Case
from moderation.cases.outcomes import Outcome
from moderation.decisions.models import Decision
from moderation.proposals import proposing
from moderation.reports.models import Report

from . import standing
from .models import Hearing, Kind, Sanction, Scope
from .plan import Plan

POINTS_LAST = timedelta(days=90)


def check(*, by: Member, case: Case, outcome: Outcome, plan: Plan | None) -> None:
    """Raise ValidationError (field sanction) where a sanction makes no sense."""
    if plan is None:
        return
    if outcome.reports != Report.State.UPHELD or not outcome.needs_ground:
        raise ValidationError({"sanction": _("Nobody is sanctioned for what may stay.")})
    if case.subject is None:
        raise ValidationError({"sanction": _("The account is gone; nobody is left to sanction.")})
    if plan.kind not in Kind.values or plan.scope not in Scope.values or plan.hearing not in Hearing.values:
        raise ValidationError({"sanction": _("Please choose a sanction from the list.")})
    if case.subject.is_staff or case.subject.is_superuser:
        raise ValidationError({"sanction": _("Who works for the site is not sanctioned here. Talk to an admin.")})


def impose(decision: Decision, plan: Plan) -> Sanction | None:
    """Put the plan into force, or where the member must be heard or a second person agree, propose it and return None."""
    if plan.needs_hearing or plan.is_heavy:
        proposing.propose_sanction(decision, plan)
        return None
    return put_into_force(decision, plan, by=decision.by)


def put_into_force(decision: Decision, plan: Plan, *, by: Member, second_by: Member | None = None) -> Sanction:
    """Write the sanction of this decision and bring the member's state in line."""
    member = decision.case.subject
    assert member is not None
    now = timezone.now()
    made = Sanction.objects.create(
        member=member,
        kind=plan.kind,
        scope=plan.scope,
        forum_id=plan.forum_id if plan.scope == Scope.FORUM else None,
        thread_id=plan.thread_id if plan.scope == Scope.THREAD else None,
        decision=decision,
        points=plan.points,
        points_until=now + POINTS_LAST if plan.points else None,
        starts_at=now,
        ends_at=now + plan.lasts if plan.lasts is not None else None,
        off_ladder=plan.off_ladder,
        hearing=plan.hearing,
        is_heavy=plan.is_heavy,
        by=by,
        second_by=second_by,
    )
    standing.apply(member)
    return made


def take_back(decision: Decision, *, by: Member) -> None:
    """What the decision imposed or proposed ends with it."""
    ended = Sanction.objects.filter(decision=decision, undone_at=None)
    members = list(Member.objects.filter(sanctions__in=ended).distinct())
    ended.update(undone_at=timezone.now())
    for member in members:
        standing.apply(member)
    proposing.end_with(decision, by=by)
