"""Sanctions as the desk imposes them, in one line: a post is reported, its author reminded, and more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Member
from community.core.models import SiteSettings
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision, Rule
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from moderation.sanctions import imposing, standing
from moderation.sanctions.models import Kind, Sanction
from moderation.sanctions.plan import Plan
from tests import make

WHY = "It fits better here."


def reported_post(member: Member, thread: Thread, reporter: Member) -> Case:
    """A case about a new post of the member in this thread."""
    post = make.post(thread, by=member, body=f"Something else entirely, number {Case.objects.count()}.")
    reason = Reason.objects.get(slug="spam")
    if (site := SiteSettings.current()).reports_a_day < 1000:
        site.reports_a_day = 1000
        site.save()
    return reporting.report(by=reporter, target_type="post", thing=post, reason=reason).case


def decide(by: Member, case: Case, *, outcome: str = "remind", rule: int = 1, **plan: Any) -> Decision:
    case.refresh_from_db()
    return decisions.decide(
        by=by,
        case=case,
        outcome=outcome,
        rule=Rule.objects.get(number=rule),
        version=case.version,
        sanction=Plan(**plan) if plan else None,
    )


def strike(by: Member, case: Case, kind: str, *, hours: int | None = None, **plan: Any) -> Sanction:
    """Impose `kind` in this case, in force at once; a ban with a second person."""
    if kind == Kind.BAN:
        decision = decide(by, case, outcome="remove")
        second = make.member(f"second{decision.pk}", trust=4, groups=["moderators"])
        plan = {"hearing": "held"} | plan
        return imposing.put_into_force(decision, Plan(kind=kind, points=2, **plan), by=by, second_by=second)
    if Plan(kind=kind, scope=plan.get("scope", "site")).blocks:
        plan = {"hearing": "danger"} | plan
    decision = decide(by, case, kind=kind, hours=hours, off_ladder=WHY, **plan)
    return Sanction.objects.get(decision=decision)


def read(member: Member) -> Member:
    """The member as a new request loads them, having read what was to be read."""
    Sanction.objects.filter(member=member, acknowledged_at=None).update(acknowledged_at=timezone.now())
    found = Member.objects.get(pk=member.pk)
    standing.apply(found)
    return Member.objects.get(pk=member.pk)


def fresh(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


def later(**delta: float) -> None:
    """Time passes for every sanction and decision, while no worker runs."""
    by = timedelta(**delta)
    for sanction in Sanction.objects.all():
        for name in ("starts_at", "ends_at", "points_until", "acknowledged_at"):
            moment = getattr(sanction, name)
            if moment is not None:
                setattr(sanction, name, moment - by)
        sanction.save()
    for member in Member.objects.exclude(suspended_until=None) | Member.objects.exclude(silenced_until=None):
        for name in ("suspended_until", "silenced_until"):
            moment = getattr(member, name)
            if moment is not None and moment.year < 9999:
                Member.objects.filter(pk=member.pk).update(**{name: moment - by})
