"""Objecting, withdrawing an objection, and answering it: each one transaction with everything that hangs on it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit import log
from moderation.cases import desk_count, opening
from moderation.cases.actions import label_of
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions import actions as decisions
from moderation.decisions.closing import MESSAGE_MAX, StaleCase, Words, announce, close, lock
from moderation.decisions.models import Decision
from moderation.proposals import proposing
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction

from . import policies, queries, telling
from .letters import ANSWER_WITHIN
from .models import Appeal, Redress

TEXT_MAX = 8000
SEVERITY = 2  # at least: whoever objects should not wait behind small things
HEADLINE = "Objection"


@transaction.atomic
def appeal(*, way: Redress, text: str, by: Member | None = None) -> Appeal:
    """Object to the decision of `way`; having its address is the right to. `by`, where somebody is logged in, is for the log.

    Raises Refused, or ValidationError by field (text).
    """
    # Locked before anything is looked at: the decision cannot be taken back, nor objected to twice, at the same moment.
    lock(way.decision.case)
    way = queries.ways().get(pk=way.pk)
    policies.can_appeal(way).enforce()
    text = _clean(text, TEXT_MAX, "text", _("Please say in a sentence why the decision is wrong."))
    decision = way.decision
    now = timezone.now()
    made = Appeal.objects.create(redress=way, text=text, made_at=now, first_decider=decision.by)
    case, _is_new = opening.open_or_join(
        target_type="appeal",
        thing=made,
        kind=Case.Kind.APPEAL,
        headline=HEADLINE,
        severity=max(SEVERITY, decision.case.severity),
        weighed_later=True,
    )
    made.case = case
    made.save(update_fields=["case"])
    case.due_at = now + ANSWER_WITHIN
    Case.objects.filter(pk=case.pk).update(due_at=case.due_at)
    opening.weigh(case)
    telling.received(made)
    log.record(
        # Who reported is not named: the author of what was reported may moderate, and read this log.
        by=by if by is not None and by.pk == way.member_id and way.role == Redress.Role.AFFECTED else None,
        verb="appeal.made",
        target=label_of(case),
        forum_id=case.forum_id,
        data={"decision": decision.pk, "role": way.role},
    )
    return made


@transaction.atomic
def withdraw(*, way: Redress) -> Appeal:
    """Whoever objected takes it back; nobody decides about it any more. Raises Refused."""
    lock(way.decision.case)
    way = queries.ways().get(pk=way.pk)
    policies.can_withdraw(way).enforce()
    made: Appeal = way.appeal
    assert made.case is not None
    now = timezone.now()
    Case.objects.open().filter(pk=made.case.pk).update(state=Case.State.CLOSED, decided_at=now, version=F("version") + 1)
    made.state, made.decided_at = Appeal.State.WITHDRAWN, now
    made.save(update_fields=["state", "decided_at"])
    desk_count.changed()
    log.record(
        by=None,
        verb="appeal.withdrawn",
        target=label_of(made.case),
        forum_id=made.case.forum_id,
        data={"decision": way.decision_id},
    )
    return made


@transaction.atomic
def decide(*, by: Member, case: Case, outcome: str, version: int, answer: str) -> Decision:
    """Answer the appeal of `case` as it stood at `version`: "affirm" or "reverse", with reasons.

    Reversing takes the first decision back with everything that hung on it, however old it is. Raises StaleCase, Refused,
    or ValidationError by field (outcome, answer).
    """
    made = queries.appeals().get(case=case)
    # The matter before the objection, as everywhere: two locks in two orders wait for each other.
    lock(made.redress.decision.case)
    case = lock(case)
    if not case.is_open or case.version != version:
        raise StaleCase(case)
    made = queries.appeals().get(case=case)
    made.case = case
    if outcome not in ("affirm", "reverse"):
        raise ValidationError({"outcome": _("Please choose what to decide.")})
    (policies.can_reverse if outcome == "reverse" else policies.can_decide_appeal)(by, made).enforce()
    answer = _clean(answer, MESSAGE_MAX, "answer", _("Please write in a sentence why: whoever objected has a right to know."))

    became = Appeal.State.AFFIRMED if outcome == "affirm" else Appeal.State.REVERSED
    chosen = OUTCOMES[outcome]
    words = Words(message=answer, before={"target": made.state, "after": became})
    answered = close(case, by=by, outcome=chosen, version=version, words=words)
    made.state, made.answer, made.decided_by, made.decided_at = became, answer, by, answered.made_at
    made.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    if became == Appeal.State.AFFIRMED:
        telling.affirmed(made)
    else:
        _reverse(made, by=by)
    announce(answered, chosen, with_statement=False, data={"against": made.redress.decision_id, "appeal": made.pk})
    return answered


def _reverse(made: Appeal, *, by: Member) -> None:
    way = made.redress
    ended = list(Sanction.objects.standing().filter(Q(decision=way.decision) | Q(decision__case__proposal__origin=way.decision)))
    # Where the person concerned was right, what was reported may stay; where a notifier was, it is looked at again.
    settled = None if queries.opens_again(way) else Report.State.DECLINED
    reason = _("Objection, case %(number)s") % {"number": made.case_id}
    decision = decisions.take_back(by=by, decision=way.decision, reason=reason, settled=settled, quietly=True)
    if settled is None:
        # Not to whoever decided first: whoever has just read everything goes on.
        Case.objects.filter(pk=decision.case_id).update(assigned_to=by, claimed_by=None, claimed_at=None)
    else:
        proposing.settle(decision)
    telling.reversed_(made, decision, ended)


def _clean(text: str, most: int, field: str, empty: str) -> str:
    text = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError({field: empty})
    if len(text) > most:
        raise ValidationError({field: _("Up to %(n)s characters.") % {"n": most}})
    return text
