"""How a proposal comes into being, and how it ends with the decision it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import Member
from community.core.models import SiteSettings
from moderation.audit import log
from moderation.cases import desk_count, opening
from moderation.cases.actions import label_of
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.sanctions import standing
from moderation.sanctions.models import Kind
from moderation.sanctions.plan import Plan

from .models import Proposal
from .target import SECOND_WITHIN
from .telling import tell_over

# After the hearing somebody still has to come to it.
DECIDE_WITHIN = timedelta(days=7)
# What may be in force while the second person thinks: long enough for them to come, too short to need them.
MEANWHILE_HOURS = 24
BATCH_SEVERITY = 2
# How the case is called in the queue; in English here, shown in the reader's language (Case.label).
_HEADLINES: dict[str, str] = {
    Kind.READ_ONLY: gettext_noop("Proposed block on writing"),
    Kind.SUSPEND: gettext_noop("Proposed suspension"),
    Kind.BAN: gettext_noop("Proposed ban"),
}
_BATCH_HEADLINES: dict[str, str] = {
    Proposal.Kind.BULK: gettext_noop("Proposed for many cases"),
    Proposal.Kind.CLEAN: gettext_noop("Proposed clean-up of an account"),
}


def propose_sanction(decision: Decision, plan: Plan) -> Proposal:
    """Ask the member, a second person, or both. The case it gets in the queue sleeps while the member has time to answer.

    What may be in force meanwhile is put into force at once, as a sanction of the decision itself.
    """
    from moderation.sanctions.imposing import put_into_force

    now = timezone.now()
    hearing = now + timedelta(hours=SiteSettings.current().hearing_hours) if plan.needs_hearing else None
    made = Proposal.objects.create(
        kind=Proposal.Kind.SANCTION,
        origin=decision,
        member=decision.case.subject,
        plan=plan.as_json(),
        by=decision.by,
        made_at=now,
        needs_second=plan.is_heavy,
        hearing_until=hearing,
        expires_at=hearing + DECIDE_WITHIN if hearing else now + SECOND_WITHIN,
    )
    _into_the_queue(made, headline=_HEADLINES[plan.kind], severity=decision.case.severity, asleep_until=hearing)
    lesser = meanwhile(plan)
    if lesser is not None:
        put_into_force(decision, lesser, by=decision.by)
    return made


def meanwhile(plan: Plan) -> Plan | None:
    """The lesser measure that is in force while a heavy one waits for its second person; only where nobody must be heard first.

    It carries the points: they are for what happened, not for how the second person decides.
    """
    if not plan.is_heavy or plan.needs_hearing:
        return None
    return replace(plan, kind=Kind.SUSPEND, hours=MEANWHILE_HOURS, in_a_row=False)


@transaction.atomic
def propose_batch(
    *,
    by: Member,
    kind: str,
    plan: dict[str, Any],
    member: Member | None = None,
    title: str = "",
    forum_id: int | None = None,
    severity: int = BATCH_SEVERITY,
) -> Proposal:
    """Ask a second person for what is too much for one: Kind.BULK or Kind.CLEAN, carried out by executors.EXECUTORS[kind].

    `plan` is all the executor needs, as JSON. `member` is whom it is about, if it is one person. The case is for those who
    moderate `forum_id`, or everything when it is None. The permission to ask at all is the caller's.
    """
    now = timezone.now()
    made = Proposal.objects.create(
        kind=kind,
        member=member,
        plan=plan | {"title": title or plan.get("title", ""), "forum": forum_id},
        by=by,
        made_at=now,
        needs_second=True,
        expires_at=now + SECOND_WITHIN,
    )
    case = _into_the_queue(made, headline=_BATCH_HEADLINES[kind], severity=severity)
    log.record(by=by, verb="proposal.made", target=label_of(case), forum_id=forum_id, data={"proposal": made.pk, "kind": kind})
    return made


def _into_the_queue(proposal: Proposal, *, headline: str, severity: int, asleep_until: Any = None) -> Case:
    case, _is_new = opening.open_or_join(
        target_type="proposal", thing=proposal, kind=Case.Kind.PROPOSAL, headline=headline, severity=severity
    )
    # It shows the words of the case it comes from; for the queue the two are not the same text twice.
    case.snoozed_until, case.text_hash = asleep_until, ""
    case.save(update_fields=["snoozed_until", "text_hash"])
    Proposal.objects.filter(pk=proposal.pk).update(case=case)
    proposal.case = case
    return case


def lock(case_id: int) -> Proposal:
    """The proposal of this case, both rows locked, the case first: everybody takes them in this order."""
    case = (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("subject", "claimed_by", "forum", "reason")
        .get(pk=case_id)
    )
    found = (
        Proposal.objects.select_for_update(of=("self",), no_key=True)
        .select_related("origin__case", "origin__rule", "origin__law", "member", "by")
        .get(case=case)
    )
    found.case = case
    return found


def lock_with(decision: Decision) -> None:
    """Lock what `end_with` will end, before anything else of the decision is taken back."""
    for case_id in Proposal.objects.filter(origin=decision).order_by("pk").values_list("case_id", flat=True):
        lock(case_id)


def end_with(decision: Decision, *, by: Member) -> None:
    """The proposals that came with a decision fall with it; what one of them brought into force falls too."""
    for case_id in Proposal.objects.filter(origin=decision).order_by("pk").values_list("case_id", flat=True):
        proposal = lock(case_id)
        if proposal.state == Proposal.State.OPEN:
            close(proposal, Proposal.State.UNDONE)
            tell_over(proposal)
        elif proposal.state == Proposal.State.APPROVED:
            _take_back_what_it_became(proposal, by=by)
            close(proposal, Proposal.State.UNDONE)


def close(proposal: Proposal, state: str) -> None:
    """End a proposal nobody will decide any more, and its case with it."""
    now = timezone.now()
    Proposal.objects.filter(pk=proposal.pk).update(state=state, decided_at=now)
    proposal.state, proposal.decided_at = state, now
    Case.objects.open().filter(proposal=proposal.pk).update(
        state=Case.State.CLOSED, decided_at=now, snoozed_until=None, version=F("version") + 1
    )
    if proposal.hearing_until is not None and proposal.member is not None:
        standing.apply(proposal.member)
    desk_count.changed()


def _take_back_what_it_became(proposal: Proposal, *, by: Member) -> None:
    from moderation.decisions.actions import take_back

    imposed = Decision.objects.select_related("case").filter(case=proposal.case_id, undone_at=None).first()
    if imposed is not None:
        take_back(by=by, decision=imposed, reason="")


def settle(decision: Decision) -> None:
    """After an imposed sanction was reversed for good (an appeal), its proposal does not wait for anybody again."""
    if decision.outcome == "impose" and not Case.objects.open().filter(pk=decision.case_id).exists():
        Proposal.objects.filter(case=decision.case_id, state=Proposal.State.OPEN).update(state=Proposal.State.UNDONE)
