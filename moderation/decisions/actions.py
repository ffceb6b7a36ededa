"""Deciding a case and taking a decision back: one transaction each, with everything that hangs on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from community.core.decisions import ALLOWED, Refused, denied
from community.core.decisions import Decision as Answer
from forums.access import Viewer
from moderation import signals
from moderation.access import moderates, moderates_everything
from moderation.appeals import mooting
from moderation.appeals import queries as appealed
from moderation.audit import log
from moderation.bulk.models import Batch
from moderation.cases import desk_count, opening
from moderation.cases import policies as case_policies
from moderation.cases.actions import label_of
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, offered
from moderation.cases.targets import TARGETS
from moderation.cleanup import sweeping
from moderation.legal_notices.models import NoticeItem
from moderation.proposals import proposing
from moderation.proposals.models import Proposal
from moderation.reports.models import Report
from moderation.sanctions import imposing
from moderation.sanctions import policies as sanctioning
from moderation.sanctions.models import Sanction, Scope
from moderation.sanctions.plan import Plan

from . import queries, telling
from .closing import Ground, StaleCase, Words, announce, clean_message, close, lock
from .models import Decision, LegalGround, Rule

REVISE_WITHIN = timedelta(days=3)
REASON_MAX = 1000
OBJECTED = gettext_lazy("Somebody objected to what you decided about this before. Somebody else has to decide it now.")


@transaction.atomic
def decide(
    *,
    by: Member,
    case: Case,
    outcome: str,
    version: int,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    care: bool = False,
    is_manifest: bool = False,
    message: str = "",
    sanction: Plan | None = None,
    revise_within: timedelta = REVISE_WITHIN,
    batch: Batch | None = None,
    edit: Callable[[Any], dict[str, Any]] | None = None,
) -> Decision:
    """Decide the case as it stood at `version`: pull the lever, write the record, tell everybody concerned.

    The ground is a law, else a house rule, else (`care`, for editing and locking only) that no rule was broken. Where the
    outcome needs one and `message` is empty, its usual message is taken. `sanction` goes with outcomes that uphold.
    `edit` (interventions.edit_post only) changes the words of the thing and answers what undoing needs.
    Raises StaleCase, Refused, or ValidationError by field (outcome, rule, message, sanction).
    """
    case = lock(case)
    if not case.is_open or case.version != version:
        raise StaleCase(case)
    chosen = OUTCOMES.get(outcome)
    # Answers to proposals and objections have acts of their own (moderation.proposals, moderation.appeals).
    if chosen is None or case.target_type in (Case.Target.PROPOSAL, Case.Target.APPEAL):
        raise ValidationError({"outcome": _("Please choose what to decide.")})
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    before = target.state(thing) if thing is not None else None
    has_reported = (
        case.reports.filter(reporter=by, state=Report.State.OPEN).exists()
        or case.notice_items.filter(notice__member=by, state=NoticeItem.State.OPEN).exists()
    )
    choices = offered(case.target_type, before) if edit is None else [OUTCOMES["edit"]]
    case_policies.can_decide(by, case, chosen, choices, has_reported=has_reported).enforce()
    # With "keep", manifest means that the reports were evidently unfounded.
    if appealed.was_objected_to(by, case, target.version(thing) if thing is not None else None):
        raise Refused(OBJECTED)
    ground = Ground(rule, law, care, is_manifest) if chosen.needs_ground else Ground(is_manifest=is_manifest)
    if ground.kind == Decision.Ground.CARE and sanction is not None:
        raise ValidationError({"sanction": _("Where no rule was broken, nobody is sanctioned.")})
    words = clean_message(message, chosen, ground, case.subject)
    sanction = imposing.check(by=by, case=case, outcome=chosen, plan=sanction, basis=ground.usual)

    marks = target.marks(thing) if thing is not None else {}
    rewritten = edit(thing) if edit is not None else {}
    if thing is not None and chosen.name in target.levers:
        target.levers[chosen.name](thing)
    decision = close(
        case,
        by=by,
        outcome=chosen,
        version=version,
        words=Words(
            message=words,
            ground=ground,
            batch=batch,
            revise_until=timezone.now() + revise_within if chosen.name == "revise" else None,
            before={"target": before, "after": target.state(thing) if thing is not None else None}
            | ({"marks": marks, "marks_after": target.marks(thing)} if marks else {})
            | ({"edit": rewritten} if rewritten else {})
            # Which version was judged: another report of the same words needs a graver reason.
            | ({"version": target.version(thing)} if thing is not None else {}),
        ),
    )
    imposed = imposing.impose(decision, sanction) if sanction is not None else None
    announce(
        decision,
        chosen,
        with_statement=chosen.statement or imposed is not None,
        data={"from": before, "to": decision.before["after"], "sanction": imposed.pk if imposed else None},
    )
    return decision


@transaction.atomic
def undo(*, by: Member, decision: Decision, reason: str = "") -> Decision:
    """Take a decision back: the thing, its reports and the case stand as they stood before, and who was told is told.

    Only what this decision changed comes back; what others did since stays. Raises Refused.
    """
    lock(decision.case)
    can_undo(by, _fresh(decision)).enforce()
    return take_back(by=by, decision=decision, reason=reason.strip()[:REASON_MAX])


def take_back(*, by: Member, decision: Decision, reason: str, settled: str | None = None, quietly: bool = False) -> Decision:
    """The undoing itself, for whoever has been allowed to: in one transaction, with everything that hung on the decision.

    `settled`, a Report.State, is what its reports become when the case is not opened again (an appeal was successful);
    None opens the case again, its reports as they were. `quietly` leaves the telling to the caller.
    """
    case = lock(decision.case)
    decision = _fresh(decision)
    decision.case = case
    # Cases and threads before members and counters, as everybody takes them: nobody waits in a circle.
    proposing.lock_with(decision)
    sweeping.lock_with(decision)
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    if thing is not None:
        if decision.before.get("target") is not None and target.state(thing) == decision.before["after"]:
            target.put_back(thing, decision.before["target"])
        marks, became = decision.before.get("marks"), decision.before.get("marks_after")
        if marks != became and target.marks(thing) == became:
            target.put_marks(thing, marks)
    now = timezone.now()
    for table, key in ((Report, "reports"), (NoticeItem, "notices")):
        for pk, state in decision.before.get(key, {}).items():
            table.objects.filter(pk=pk).update(state=settled or state, decided_at=now if settled else None)
    Decision.objects.filter(pk=decision.pk).update(undone_at=now, undone_by=by)
    decision.undone_at, decision.undone_by = now, by
    imposing.take_back(decision, by=by)
    mooting.end_appeals(decision, by=by)
    if settled is None:
        try:
            with transaction.atomic():
                Case.objects.filter(pk=case.pk).update(
                    state=Case.State.OPEN,
                    decided_at=None,
                    version=F("version") + 1,
                    # Its thread may have moved since: it opens where the thread is now.
                    forum_id=target.forum_id(thing) if thing is not None else case.forum_id,
                )
        except IntegrityError as error:
            raise Refused(_("Somebody has just reported the same thing again. Decide it there.")) from error
        case.refresh_from_db(fields=["state", "decided_at", "version", "forum"])
        opening.weigh(case)
    signals.decision_taken_back.send(Decision, decision=decision, by=by)
    if decision.told_at is not None and not quietly:
        telling.undone(decision, OUTCOMES[decision.outcome])
    desk_count.changed()
    log.record(
        by=by,
        verb="case.undone",
        target=label_of(case),
        forum_id=case.forum_id,
        reason=reason,
        data={"decision": decision.pk, "outcome": decision.outcome, "to": decision.before.get("target")},
    )
    return decision


def can_undo(by: Viewer, decision: Decision) -> Answer:
    """Whoever moderates there, within 30 days, in nobody's own matter, and never past a later decision on the same thing."""
    if not (allowed := case_policies.can_work_on(by, decision.case)):
        return allowed
    if decision.undone_at is not None:
        return denied(_("This decision was taken back already."))
    if decision.outcome in ("affirm", "reverse", "drop"):
        return denied(_("An answer that was given stays given. Act on the matter itself instead."))
    if decision.case.subject_id == by.pk:
        return denied(_("This is about you. Somebody else has to decide it."))
    if not queries.is_recent(decision):
        return denied(_("A decision can be taken back for 30 days."))
    if appealed.has_notified(by, decision):
        return denied(_("You have reported this yourself. Somebody else has to decide it."))
    if not (reach := _reaches(by, decision)):
        return reach
    if later := queries.later_decision(decision):
        return denied(
            _("Case %(number)s decided about the same thing later. Take that decision back first.") % {"number": later.case_id}
        )
    if other := Case.objects.open().on(decision.case.target_type, decision.case.target_id).exclude(pk=decision.case_id).first():
        return denied(_("Case %(number)s about the same thing is open. Decide it there.") % {"number": other.pk})
    return ALLOWED


def _reaches(by: Viewer, decision: Decision) -> Answer:
    """Who moderates some forums ends by undoing no more than they could lift, and puts back nothing in others' forums."""
    if moderates_everything(by):
        return ALLOWED
    target = TARGETS[decision.case.target_type]
    thing = target.load(decision.case.target_id)
    if thing is not None and not moderates(by, target.forum_id(thing)):
        return denied(_("It stands in a forum now that you do not moderate."))
    ending = Sanction.objects.standing().filter(Q(decision=decision) | Q(decision__case__proposal__origin=decision))
    for sanction in ending.select_related("decision__case", "thread"):
        if not sanction.is_over and not (allowed := sanctioning.lifts_here(by, sanction)):
            return allowed
    waiting = Proposal.objects.filter(Q(origin=decision) | Q(case=decision.case_id), state=Proposal.State.OPEN)
    if any(Plan.from_json(proposal.plan).scope == Scope.SITE for proposal in waiting.filter(kind=Proposal.Kind.SANCTION)):
        return denied(_("Only who moderates every forum lifts what counts everywhere."))
    return ALLOWED


def _fresh(decision: Decision) -> Decision:
    return Decision.objects.select_for_update(of=("self",), no_key=True).select_related("rule", "law", "case").get(pk=decision.pk)


__all__ = ["StaleCase", "can_undo", "decide", "take_back", "undo"]
