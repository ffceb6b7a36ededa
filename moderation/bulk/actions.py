"""Deciding many cases in one go, proposing it where they are too many for one person, and taking all of it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from accounts.notifications.actions import notify
from community.core.decisions import Decision as Answer
from community.core.decisions import Refused
from moderation.audit import log
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.proposals import executors, proposing
from moderation.proposals.models import Proposal
from moderation.reports.models import Report

from . import policies
from .models import Batch
from .plan import ALONE, MOST, Plan

Pick = tuple[int, int]  # a case, and its version as it was looked at
# A request answers within seconds: so many decisions are taken back in one, the rest with the next press.
UNDO_AT_ONCE = 200


@dataclass
class Result:
    batch: Batch | None = None
    done: list[int] = field(default_factory=list)  # cases
    refused: list[tuple[int, str]] = field(default_factory=list)  # cases, and why not
    left: int = 0


def carry_out(*, by: Member, picks: Sequence[Pick], plan: Plan, second_by: Member | None = None) -> Result:
    """Decide each case by itself, in a transaction of its own: what one cannot have does not keep the others from theirs.

    Raises ValidationError by field when the plan is wrong whatever the cases are, and Refused when they are too many.
    """
    plan.check()
    if second_by is None:
        policies.can_decide_alone(len(picks)).enforce()
    batch = Batch.objects.create(by=by, second_by=second_by, outcome=plan.outcome, made_at=timezone.now())
    result = Result(batch)
    for pk, version in picks:
        why = _decide(by, pk, version, plan, batch)
        if why:
            result.refused.append((pk, why))
        else:
            result.done.append(pk)
    if not result.done:
        batch.delete()
        result.batch = None
    return result


def _decide(by: Member, pk: int, version: int, plan: Plan, batch: Batch) -> str:
    """Why not; empty when it was decided."""
    case = Case.objects.visible_to(by).filter(pk=pk).first()
    if case is None:
        return _("You do not moderate this forum.")
    if batch.second_by is not None and _concerns(batch.second_by, case):
        return _("%(name)s agreed to it and has a part in this. It has to be decided by itself.") % {"name": batch.second_by.name}
    target = TARGETS[case.target_type]
    thing = target.load(case.target_id)
    outcome = plan.outcome_for(target.state(thing) if thing is not None else None)
    try:
        decisions.decide(
            by=by,
            case=case,
            outcome=outcome.name,
            version=version,
            rule=plan.rule if plan.law is None else None,
            law=plan.law,
            is_manifest=plan.is_manifest,
            message=plan.message,
            batch=batch,
        )
    except (StaleCase, Refused) as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _concerns(member: Member, case: Case) -> bool:
    return (
        case.subject_id == member.pk
        or case.reports.filter(reporter=member, state=Report.State.OPEN).exists()
        or case.notice_items.filter(notice__member=member, state=NoticeItem.State.OPEN).exists()
    )


@transaction.atomic
def propose(*, by: Member, picks: Sequence[Pick], plan: Plan, title: str = "") -> Proposal:
    """Ask a second person for what is too much for one. Raises Refused, or ValidationError by field."""
    plan.check()
    policies.can_propose(by, len(picks)).enforce()
    cases = Case.objects.visible_to(by).filter(pk__in=[pk for pk, _version in picks])
    known = dict(cases.values_list("pk", "forum"))
    forums = set(known.values())
    severity = cases.order_by("-severity").values_list("severity", flat=True).first()
    kept = [pick for pick in picks if pick[0] in known]
    return proposing.propose_batch(
        by=by,
        kind=Proposal.Kind.BULK,
        plan=plan.as_json() | {"cases": kept},
        title=title or ngettext("%(n)d case", "%(n)d cases", len(kept)) % {"n": len(kept)},
        # Whoever judges it moderates all of it.
        forum_id=forums.pop() if len(forums) == 1 else None,
        severity=severity or proposing.BATCH_SEVERITY,
    )


def _agreed(proposal: Proposal, by: Member) -> dict[str, Any]:
    """A thousand decisions do not fit into one transaction, nor into the patience of whoever said yes: a job makes them."""
    from moderation.tasks import carry_out_batch

    transaction.on_commit(partial(carry_out_batch, proposal.pk))
    return {"cases": len(proposal.plan.get("cases", []))}


def carry_out_proposal(proposal_id: int) -> Result:
    """What two people agreed on. Doing it twice does nothing: each case is decided as it stood when it was proposed."""
    proposal = Proposal.objects.select_related("by", "decided_by").get(pk=proposal_id)
    if proposal.kind != Proposal.Kind.BULK or proposal.state != Proposal.State.APPROVED or proposal.decided_by is None:
        return Result()
    picks = [(int(pk), int(version)) for pk, version in proposal.plan.get("cases", [])][:MOST]
    result = carry_out(by=proposal.by, picks=picks, plan=Plan.from_json(proposal.plan), second_by=proposal.decided_by)
    if result.batch is not None:
        notify(
            member=proposal.by,
            verb="moderation.batch_done",
            event=f"batch:{result.batch.pk}",
            data={"batch": result.batch.pk, "done": len(result.done), "refused": len(result.refused)},
        )
    return result


def undo(*, by: Member, batch: Batch, reason: str = "") -> Result:
    """Take back what still stands of it, each case by itself, the latest first. Raises Refused."""
    policies.can_undo(by, batch).enforce()
    standing = Decision.objects.filter(batch=batch, undone_at=None).select_related("case").order_by("-pk")
    result = Result(batch)
    for decision in standing[:UNDO_AT_ONCE]:
        try:
            decisions.undo(by=by, decision=decision, reason=reason)
        except Refused as refused:
            result.refused.append((decision.case_id, str(refused)))
        else:
            result.done.append(decision.case_id)
    result.left = max(0, standing.count() - len(result.refused))
    if not standing.exists():
        Batch.objects.filter(pk=batch.pk, undone_at=None).update(undone_at=timezone.now())
        batch.refresh_from_db(fields=["undone_at"])
    if result.done:
        with transaction.atomic():
            log.record(
                by=by,
                verb="batch.undone",
                target=("batch", batch.pk, ngettext("%(n)d case", "%(n)d cases", len(result.done)) % {"n": len(result.done)}),
                reason=reason,
                data={"cases": result.done, "refused": len(result.refused)},
            )
    return result


def may_go_on(picks: int) -> Answer:
    """Whether one person may decide so many, for the page."""
    return policies.can_decide_alone(picks)


executors.register(Proposal.Kind.BULK, _agreed)

__all__ = ["ALONE", "MOST", "Pick", "Result", "carry_out", "carry_out_proposal", "may_go_on", "propose", "undo"]
