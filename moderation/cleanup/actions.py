"""Cleaning up a spam account in one step: one decision, one statement, and one undo for 30 days."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Member
from community.core.decisions import Refused
from moderation.cases import opening
from moderation.cases import policies as case_policies
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.targets import TARGETS
from moderation.decisions.closing import Ground, Words, announce, clean_message, close
from moderation.decisions.models import Decision, LegalGround, Rule
from moderation.proposals import executors, proposing
from moderation.proposals.models import Proposal
from moderation.reports.models import Report
from moderation.sanctions import imposing
from moderation.sanctions.models import Hearing, Kind
from moderation.sanctions.plan import Plan

from . import policies, queries, sweeping

SUSPENDED_HOURS = 30 * 24
SEVERITY = 3
HEADLINE = gettext_noop("Spam account")


@transaction.atomic
def clean(
    *,
    by: Member,
    member: Member,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    message: str = "",
    is_manifest: bool = True,
) -> Decision | Proposal:
    """Remove all the member's posts and threads and suspend the account for 30 days, without a hearing: it is a spam account.

    More than policies.ALONE posts are proposed to a second person instead. Raises Refused, or ValidationError by field
    (rule, message).
    """
    policies.can_clean(by, member).enforce()
    ground = Ground(rule, law, is_manifest=is_manifest)
    words = clean_message(message, OUTCOMES["clean"], ground, member)
    posts = queries.posts_of(member).count()
    policies.can_clean_so_much(posts).enforce()
    if posts <= policies.ALONE:
        return _carry_out(by=by, member=member, ground=ground, words=words)
    if Proposal.objects.filter(kind=Proposal.Kind.CLEAN, member=member, state=Proposal.State.OPEN).exists():
        raise Refused(_("This was proposed already and waits for a second person."))
    return proposing.propose_batch(
        by=by,
        kind=Proposal.Kind.CLEAN,
        member=member,
        title=member.name,
        severity=SEVERITY,
        plan={
            "rule": rule.pk if rule else None,
            "law": law.pk if law else None,
            "manifest": is_manifest,
            "message": words,
            "posts": posts,
            "text": words,
        },
    )


def _carry_out(*, by: Member, member: Member, ground: Ground, words: str, second_by: Member | None = None) -> Decision:
    judge = second_by or by
    case, _is_new = opening.open_or_join(
        target_type="member", thing=member, kind=Case.Kind.SPOT, headline=HEADLINE, severity=SEVERITY
    )
    has_reported = (
        case.reports.filter(reporter=judge, state=Report.State.OPEN).exists()
        or case.notice_items.filter(notice__member=judge, state="open").exists()
    )
    case_policies.can_judge(judge, case, has_reported=has_reported).enforce()
    cases = sweeping.lock_all(member)
    # Counted again behind the locks: a colleague may have been faster, and nobody is to remove more alone because the
    # account went on writing.
    posts = queries.posts_of(member).count()
    policies.can_clean_so_much(posts).enforce()
    if second_by is None and posts > policies.ALONE:
        raise ValidationError({"posts": _("The account has written more since. Please look again.")})
    outcome, state = OUTCOMES["clean"], TARGETS["member"].state(member)
    taken = sweeping.take_down(member)
    decision = close(
        case,
        by=by,
        outcome=outcome,
        version=case.version,
        words=Words(message=words, ground=ground, second_by=second_by, before={"target": state, "after": state} | taken),
    )
    _with_their_cases(decision, sweeping.close_cases(cases, decision))
    plan = Plan(
        kind=Kind.SUSPEND,
        points=ground.usual.points if ground.usual else 0,
        hours=SUSPENDED_HOURS,
        off_ladder=_("Spam account, cleaned up."),
        hearing=Hearing.SPAM,
    )
    made = imposing.put_into_force(decision, plan, by=by, second_by=second_by)
    announce(
        decision,
        outcome,
        with_statement=True,
        data={"posts": len(taken["posts"]), "threads": len(taken["threads"]), "cases": len(cases), "sanction": made.pk},
    )
    return decision


def _with_their_cases(decision: Decision, closed: dict[str, Any]) -> None:
    """The decision answers their reports and notices as its own, so that it tells them and takes them back."""
    for kind in ("reports", "notices"):
        closed[kind] = decision.before.get(kind, {}) | closed[kind]
    decision.before = decision.before | closed
    Decision.objects.filter(pk=decision.pk).update(before=decision.before)


def _agreed(proposal: Proposal, by: Member) -> dict[str, Any]:
    """A second person said yes: what was proposed is carried out, with both names."""
    member, plan = proposal.member, proposal.plan
    assert member is not None
    for person in (proposal.by, by):
        policies.can_clean(person, member).enforce()
    ground = Ground(
        Rule.objects.filter(pk=plan.get("rule")).first(),
        LegalGround.objects.filter(pk=plan.get("law")).first(),
        is_manifest=bool(plan.get("manifest")),
    )
    decision = _carry_out(by=proposal.by, member=member, ground=ground, words=plan["message"], second_by=by)
    return {"decision": decision.pk, "case": decision.case_id}


executors.register(Proposal.Kind.CLEAN, _agreed)
