"""Deciding a case and taking a decision back: one transaction each, with everything that hangs on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import ALLOWED, denied
from community.core.decisions import Decision as Answer
from forums.access import Viewer
from moderation.audit import log
from moderation.cases import desk_count, opening
from moderation.cases import policies as case_policies
from moderation.cases.actions import label_of
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, Outcome, offered
from moderation.cases.targets import TARGETS
from moderation.reports.models import Report
from moderation.statements.actions import state_reasons

from . import queries, telling
from .models import Decision, Rule

MESSAGE_MAX = 4000


class StaleCase(Exception):
    """Somebody else decided or changed the case in the meantime; `case` is how it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("Somebody else has worked on this case while you were looking at it."))
        self.case = case


@transaction.atomic
def decide(*, by: Member, case: Case, outcome: str, version: int, rule: Rule | None = None, message: str = "") -> Decision:
    """Decide the case as it stood at `version`: pull the lever, write the record, tell everybody concerned.

    Where the outcome needs a ground and `message` is empty, the rule's usual message is taken.
    Raises StaleCase, Refused, or ValidationError by field (outcome, rule, message).
    """
    case = _lock(case)
    if not case.is_open or case.version != version:
        raise StaleCase(case)
    chosen = OUTCOMES.get(outcome)
    if chosen is None:
        raise ValidationError({"outcome": _("Please choose what to decide.")})
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    before = target.state(thing) if thing is not None else None
    has_reported = case.reports.filter(reporter=by, state=Report.State.OPEN).exists()
    case_policies.can_decide(by, case, chosen, offered(case.target_type, before), has_reported=has_reported).enforce()
    message = _clean(message, chosen, rule, case.subject)

    if thing is not None and chosen.name in target.levers:
        target.levers[chosen.name](thing)
    now = timezone.now()
    reports = list(case.reports.filter(state=Report.State.OPEN).values_list("pk", "state"))
    moved = (
        Case.objects.open()
        .filter(pk=case.pk, version=version)
        .update(state=Case.State.DECIDED, decided_at=now, version=F("version") + 1)
    )
    if not moved:
        raise StaleCase(_lock(case))
    decision = Decision.objects.create(
        case=case,
        outcome=chosen.name,
        rule=rule if chosen.needs_rule else None,
        rule_version=rule.version if rule and chosen.needs_rule else None,
        message=message,
        by=by,
        made_at=now,
        before={
            "target": before,
            "after": target.state(thing) if thing is not None else None,
            "reports": {str(pk): state for pk, state in reports},
        },
    )
    Report.objects.filter(pk__in=[pk for pk, _state in reports]).update(state=chosen.reports, decided_at=now)
    statement = state_reasons(decision) if chosen.statement and case.subject else None
    telling.decided(decision, chosen, statement)
    desk_count.changed()
    log.record(
        by=by,
        verb=f"case.decided.{chosen.name}",
        target=label_of(case),
        forum_id=case.forum_id,
        reason=message,
        data={
            "decision": decision.pk,
            "on": [case.target_type, case.target_id],
            "rule": [decision.rule_id, decision.rule_version],
            "from": before,
            "to": decision.before["after"],
            "statement": statement.pk if statement else None,
        },
    )
    return decision


@transaction.atomic
def undo(*, by: Member, decision: Decision, reason: str = "") -> Decision:
    """Take a decision back: the thing, its reports and the case stand as they stood before, and who was told is told.

    Only what this decision changed comes back; what others did since stays. Raises Refused.
    """
    case = _lock(decision.case)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("rule").get(pk=decision.pk)
    decision.case = case
    can_undo(by, decision).enforce()
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    if thing is not None and decision.before["target"] is not None and target.state(thing) == decision.before["after"]:
        target.put_back(thing, decision.before["target"])
    for pk, state in decision.before["reports"].items():
        Report.objects.filter(pk=pk).update(state=state, decided_at=None)
    now = timezone.now()
    Decision.objects.filter(pk=decision.pk).update(undone_at=now, undone_by=by)
    decision.undone_at, decision.undone_by = now, by
    Case.objects.filter(pk=case.pk).update(state=Case.State.OPEN, decided_at=None, version=F("version") + 1)
    case.refresh_from_db(fields=["state", "decided_at", "version"])
    opening.weigh(case)
    telling.undone(decision, OUTCOMES[decision.outcome])
    desk_count.changed()
    log.record(
        by=by,
        verb="case.undone",
        target=label_of(case),
        forum_id=case.forum_id,
        reason=reason,
        data={"decision": decision.pk, "outcome": decision.outcome, "to": decision.before["target"]},
    )
    return decision


def can_undo(by: Viewer, decision: Decision) -> Answer:
    """Whoever moderates there, within 30 days, in nobody's own matter, and never past a later decision on the same thing."""
    if not (allowed := case_policies.can_work_on(by, decision.case)):
        return allowed
    if decision.undone_at is not None:
        return denied(_("This decision was taken back already."))
    if decision.case.subject_id == by.pk:
        return denied(_("This is about you. Somebody else has to decide it."))
    if not queries.is_recent(decision):
        return denied(_("A decision can be taken back for 30 days."))
    if later := queries.later_decision(decision):
        return denied(
            _("Case %(number)s decided about the same thing later. Take that decision back first.") % {"number": later.case_id}
        )
    if other := Case.objects.open().on(decision.case.target_type, decision.case.target_id).exclude(pk=decision.case_id).first():
        return denied(_("Case %(number)s about the same thing is open. Decide it there.") % {"number": other.pk})
    return ALLOWED


def _lock(case: Case) -> Case:
    # `of` names the case alone: an outer join to a missing subject cannot be locked.
    return Case.objects.select_for_update(of=("self",)).select_related("subject", "claimed_by", "forum", "reason").get(pk=case.pk)


def _clean(message: str, chosen: Outcome, rule: Rule | None, subject: Member | None) -> str:
    if chosen.needs_rule and rule is None:
        raise ValidationError({"rule": _("Please choose the house rule it breaks: the author has a right to know.")})
    if not chosen.tells_author:
        return ""
    message = message.replace("\0", "").replace("\r\n", "\n").strip()
    if len(message) > MESSAGE_MAX:
        raise ValidationError({"message": _("Up to %(n)s characters.") % {"n": MESSAGE_MAX}})
    if rule is not None and chosen.needs_rule and not message:
        message = rule.in_language(subject.language if subject else None)[2]
    return message if chosen.needs_rule else ""
