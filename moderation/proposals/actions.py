"""Saying yes or no to a proposal, and the member's answer to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.cases import desk_count
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.closing import MESSAGE_MAX, Ground, StaleCase, Words, announce, clean_message, close
from moderation.decisions.models import Decision
from moderation.sanctions import imposing, standing
from moderation.sanctions.models import Hearing, Sanction
from moderation.sanctions.plan import Plan

from . import policies, proposing
from .executors import EXECUTORS
from .models import Proposal
from .telling import tell_over, tell_proposer

ANSWER_MAX = 4000
# A batch that a second person agreed to restricts nobody by itself: what it carries out has decisions and reasons of its own.
AGREED = "affirm"


@transaction.atomic
def decide(*, by: Member, case: Case, outcome: str, version: int, message: str = "") -> Decision:
    """`outcome` "impose" brings what was proposed into force, "drop" does not.

    `message` is what the member reads with an imposed sanction (left empty, the words of the decision it came from), and
    what whoever proposed it reads otherwise. Raises StaleCase, Refused, or ValidationError by field.
    """
    proposal = proposing.lock(case.pk)
    locked = proposal.case
    assert locked is not None
    if not locked.is_open or locked.version != version:
        raise StaleCase(locked)
    if outcome not in ("impose", "drop"):
        raise ValidationError({"outcome": _("Please choose what to decide.")})
    policies.can_decide(by, proposal).enforce()
    message = _clean(message, MESSAGE_MAX, "message")
    if outcome == "drop":
        return _drop(proposal, by=by, version=version, message=message)
    if proposal.kind == Proposal.Kind.SANCTION:
        return _impose(proposal, by=by, version=version, message=message)
    return _carry_out(proposal, by=by, version=version, message=message)


def _impose(proposal: Proposal, *, by: Member, version: int, message: str) -> Decision:
    case, origin = proposal.case, proposal.origin
    assert case is not None and origin is not None
    outcome = OUTCOMES["impose"]
    ground = Ground(rule=origin.rule, law=origin.law, is_manifest=origin.is_manifest)
    decision = close(
        case,
        by=by,
        outcome=outcome,
        version=version,
        words=Words(
            message=clean_message(message or origin.message, outcome, ground, case.subject),
            ground=ground,
            second_by=proposal.by if proposal.needs_second else None,
            before={"target": Proposal.State.OPEN, "after": Proposal.State.APPROVED},
        ),
    )
    if decision.rule_version != origin.rule_version:
        # The words that were in force when it happened, not those of today.
        Decision.objects.filter(pk=decision.pk).update(rule_version=origin.rule_version)
        decision.rule_version = origin.rule_version
    _settle(proposal, Proposal.State.APPROVED, by=by, answer=message)
    second = by if by.pk != proposal.by_id else None
    made = imposing.put_into_force(decision, _plan(proposal), by=proposal.by, second_by=second)
    announce(decision, outcome, with_statement=case.subject is not None, data={"proposal": proposal.pk, "sanction": made.pk})
    tell_proposer(proposal)
    return decision


def _plan(proposal: Proposal) -> Plan:
    """As proposed, with what was done before it: the hearing, and points that a lesser measure carries already."""
    plan = Plan.from_json(proposal.plan)
    if plan.needs_hearing:
        plan = replace(plan, hearing=Hearing.HELD)
    has_points = Sanction.objects.standing().filter(decision=proposal.origin, points__gt=0).exists()
    return replace(plan, points=0) if has_points else plan


def _drop(proposal: Proposal, *, by: Member, version: int, message: str) -> Decision:
    assert proposal.case is not None
    outcome = OUTCOMES["drop"]
    decision = close(proposal.case, by=by, outcome=outcome, version=version, words=Words(message=message))
    _settle(proposal, Proposal.State.DECLINED, by=by, answer=message)
    if proposal.hearing_until is not None and proposal.member is not None:
        standing.apply(proposal.member)
    announce(decision, outcome, with_statement=False, data={"proposal": proposal.pk})
    tell_proposer(proposal)
    tell_over(proposal)
    return decision


def _carry_out(proposal: Proposal, *, by: Member, version: int, message: str) -> Decision:
    assert proposal.case is not None
    executor = EXECUTORS[proposal.kind]
    outcome = OUTCOMES[AGREED]
    words = Words(message=message, second_by=proposal.by)
    decision = close(proposal.case, by=by, outcome=outcome, version=version, words=words)
    _settle(proposal, Proposal.State.APPROVED, by=by, answer=message)
    done = executor(proposal, by)
    announce(decision, outcome, with_statement=False, data={"proposal": proposal.pk, "done": done})
    tell_proposer(proposal)
    return decision


def _settle(proposal: Proposal, state: str, *, by: Member, answer: str) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.answer = answer[:1000]
    proposal.save(update_fields=["state", "decided_by", "decided_at", "answer"])


@transaction.atomic
def answer_hearing(*, by: Member, proposal: Proposal, text: str) -> Proposal:
    """What the member says to it; they may change it until it is decided. The case comes back to the queue at once.

    Raises Refused, or ValidationError (field text).
    """
    assert proposal.case_id is not None
    fresh = proposing.lock(proposal.case_id)
    policies.can_answer(by, fresh).enforce()
    text = _clean(text, ANSWER_MAX, "text")
    if not text:
        raise ValidationError({"text": _("Please write something.")})
    if fresh.heard_text == text:
        return fresh
    fresh.heard_text, fresh.heard_at = text, fresh.heard_at or timezone.now()
    fresh.save(update_fields=["heard_text", "heard_at"])
    # Whoever is deciding at this moment has not read it: their decision is stale.
    Case.objects.filter(proposal=fresh.pk).update(snoozed_until=None, version=F("version") + 1)
    standing.apply(by)
    desk_count.changed()
    return fresh


@transaction.atomic
def expire(*, proposal_id: int) -> bool:
    """Close a proposal that has run out. What was in force meanwhile ends by itself. Says whether it did anything."""
    case_id = Proposal.objects.filter(pk=proposal_id).values_list("case_id", flat=True).first()
    if case_id is None:
        return False
    proposal = proposing.lock(case_id)
    if proposal.state != Proposal.State.OPEN or proposal.is_open:
        return False
    proposing.close(proposal, Proposal.State.EXPIRED)
    tell_proposer(proposal)
    tell_over(proposal)
    return True


def expire_all() -> int:
    """Every proposal whose time is over. Returns how many."""
    over = Proposal.objects.filter(state=Proposal.State.OPEN, expires_at__lte=timezone.now()).order_by("pk")
    return sum(expire(proposal_id=pk) for pk in over.values_list("pk", flat=True)[:500])


def _clean(text: Any, most: int, field: str) -> str:
    cleaned = str(text).replace("\0", "").replace("\r\n", "\n").strip()
    if len(cleaned) > most:
        raise ValidationError({field: _("Up to %(n)s characters.") % {"n": most}})
    return cleaned
