"""From the intention to a sanction in force: at once, or by way of a hearing and a second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from forums.models import Forum
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.cases.outcomes import Outcome
from moderation.cleanup.policies import TRUSTED
from moderation.decisions.models import Decision, LegalGround, Rule
from moderation.proposals import proposing
from moderation.proposals.models import Proposal
from moderation.reports.models import Report

from . import in_a_row, ladder, policies, shapes, standing, wording
from .models import Hearing, Kind, Sanction, Scope
from .plan import Plan

POINTS_LAST = timedelta(days=90)
OFF_LADDER_MAX = 400


def check(*, by: Member, case: Case, outcome: Outcome, plan: Plan | None, basis: Rule | LegalGround | None = None) -> Plan | None:
    """The plan as it will be carried out when the decision rests on `basis`: with its points, and its place if none was said.

    Raises ValidationError (field sanction) where a sanction makes no sense, Refused where `by` may not impose it.
    """
    if plan is None:
        return None
    if outcome.reports != Report.State.UPHELD or not outcome.needs_ground:
        raise _fault(_("Nobody is sanctioned for what may stay."))
    if case.subject is None:
        raise _fault(_("The account is gone; nobody is left to sanction."))
    if plan.kind not in Kind.values or plan.scope not in Scope.values or plan.hearing not in Hearing.values:
        raise _fault(_("Please choose a sanction from the list."))
    policies.can_sanction(by, case.subject).enforce()
    plan, forum_id = _placed(plan, case)
    policies.can_impose(by, plan, forum_id).enforce()
    if wrong := shapes.fault(plan.kind, plan.hours, plan.scope):
        raise _fault(wrong)
    if plan.locks_out and standing.is_closed(case.subject):
        raise _fault(_("This account is closed already."))
    if plan.hearing == Hearing.HELD:
        raise _fault(_("The hearing follows. It is written down by itself once the member was heard."))
    if not plan.blocks:
        plan = replace(plan, hearing=Hearing.NOT_NEEDED)
    if plan.kind == Kind.READ_ONLY and plan.scope == Scope.FORUM and in_a_row.is_last_forum(case.subject, plan):
        raise _fault(_("With this they could write nowhere any more. Choose “everywhere”: then they are heard first."))
    if plan.hearing == Hearing.SPAM and case.subject.trust >= TRUSTED:
        raise _fault(
            _("%(name)s has trust level %(level)s: this is no spam account.")
            % {"name": case.subject.name, "level": case.subject.trust}
        )
    if plan.kind == Kind.SUSPEND and not plan.is_heavy:
        plan = replace(plan, in_a_row=in_a_row.is_too_long(case.subject, plan))
    return _on_the_ladder(replace(plan, points=basis.points if basis else 0), case.subject, basis)


def _placed(plan: Plan, case: Case) -> tuple[Plan, int | None]:
    """The plan with its forum or thread, that of the case if none was said, and the forum whose moderators may impose it."""
    if plan.scope == Scope.FORUM:
        forum_id = plan.forum_id or case.forum_id or 0
        if not Forum.objects.filter(pk=forum_id).exists():
            raise _fault(_("Please say in which forum."))
        return replace(plan, forum_id=forum_id, thread_id=None), forum_id
    if plan.scope == Scope.THREAD:
        thread = Thread.objects.filter(pk=plan.thread_id or case.thread_id or 0).only("forum_id").first()
        if thread is None:
            raise _fault(_("Please say in which thread."))
        return replace(plan, forum_id=None, thread_id=thread.pk), thread.forum_id
    return replace(plan, forum_id=None, thread_id=None), None


def _on_the_ladder(plan: Plan, member: Member, basis: Rule | LegalGround | None) -> Plan:
    """Whoever leaves the ladder says why; who stays on it has nothing to explain."""
    step = ladder.proposal_for(member, basis)
    if step is not None and (plan.kind, plan.hours) == (step.kind, step.hours):
        return replace(plan, off_ladder="")
    why = plan.off_ladder.replace("\0", "").strip()
    # Signs nobody sees are no reason.
    why = why if any(sign.isalnum() for sign in why) else ""
    if len(why) > OFF_LADDER_MAX:
        raise _fault(_("Up to %(n)s characters.") % {"n": OFF_LADDER_MAX})
    if why:
        return replace(plan, off_ladder=why)
    if step is None:
        raise _fault(_("The ladder proposes no sanction here. Please say why you choose one."))
    raise _fault(
        _("The ladder proposes: %(step)s. Please say why you choose something else.")
        % {"step": wording.in_words(step.kind, step.hours)}
    )


def _fault(sentence: str) -> ValidationError:
    return ValidationError({"sanction": sentence})


def impose(decision: Decision, plan: Plan) -> Sanction | None:
    """Put the plan into force, or where the member must be heard or a second person agree, propose it.

    Then what is in force meanwhile is returned, if anything. The points are those of the ground, whoever asks for others.
    """
    plan = replace(plan, points=decision.basis.points if decision.basis else 0)
    if plan.needs_hearing or plan.is_heavy:
        proposing.propose_sanction(decision, plan)
        if decision.case.subject is not None:
            standing.apply(decision.case.subject)
        return Sanction.objects.filter(decision=decision).first()
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
    Sanction.objects.filter(decision=decision, undone_at=None).update(undone_at=timezone.now())
    proposing.end_with(decision, by=by)
    concerned = Q(pk__in=Sanction.objects.filter(decision=decision).values("member"))
    concerned |= Q(pk__in=Proposal.objects.filter(origin=decision).values("member"))
    for member in Member.objects.filter(concerned).order_by("pk"):
        standing.apply(member)
