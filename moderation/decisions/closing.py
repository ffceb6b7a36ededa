"""What every decision has in common, whoever makes it: the row, its reports and notices, the case, the record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation import signals
from moderation.appeals import redress
from moderation.audit import log
from moderation.bulk.models import Batch
from moderation.cases import desk_count
from moderation.cases.actions import label_of
from moderation.cases.models import Case
from moderation.cases.outcomes import Outcome
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report
from moderation.statements.actions import state_reasons

from . import telling
from .models import CARE_OUTCOMES, Decision, LegalGround, Rule

MESSAGE_MAX = 4000


class StaleCase(Exception):
    """Somebody else decided or changed the case in the meantime; `case` is how it stands now."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("Somebody else has worked on this case while you were looking at it."))
        self.case = case


@dataclass(frozen=True)
class Ground:
    """What a decision rests on: a house rule, a law, or only the care of the thread."""

    rule: Rule | None = None
    law: LegalGround | None = None
    care: bool = False
    is_manifest: bool = False

    @property
    def kind(self) -> str:
        if self.law is not None:
            return Decision.Ground.LAW
        if self.rule is not None:
            return Decision.Ground.RULE
        return Decision.Ground.CARE if self.care else Decision.Ground.NONE

    @property
    def usual(self) -> Rule | LegalGround | None:
        return self.law or self.rule


NO_GROUND = Ground()


@dataclass(frozen=True)
class Words:
    """What the row keeps besides its outcome."""

    message: str = ""
    ground: Ground = NO_GROUND
    second_by: Member | None = None
    batch: Batch | None = None
    revise_until: datetime | None = None
    before: dict[str, Any] = field(default_factory=dict)


def lock(case: Case) -> Case:
    # `of` names the case alone: an outer join to a missing subject cannot be locked.
    return (
        Case.objects.select_for_update(of=("self",), no_key=True)
        .select_related("subject", "claimed_by", "forum", "reason")
        .get(pk=case.pk)
    )


def close(case: Case, *, by: Member, outcome: Outcome, version: int, words: Words) -> Decision:
    """Write the decision, close the locked case and settle what was said about it. Raises StaleCase."""
    now = timezone.now()
    moved = (
        Case.objects.open()
        .filter(pk=case.pk, version=version)
        .update(state=Case.State.DECIDED, decided_at=now, version=F("version") + 1)
    )
    if not moved:
        raise StaleCase(lock(case))
    reports = dict(case.reports.filter(state=Report.State.OPEN).values_list("pk", "state"))
    notices = dict(case.notice_items.filter(state=NoticeItem.State.OPEN).values_list("pk", "state"))
    ground = words.ground
    decision = Decision.objects.create(
        case=case,
        outcome=outcome.name,
        ground=ground.kind,
        rule=ground.rule if ground.law is None else None,
        rule_version=ground.rule.version if ground.rule and ground.law is None else None,
        law=ground.law,
        is_manifest=ground.is_manifest,
        message=words.message,
        by=by,
        second_by=words.second_by,
        batch=words.batch,
        made_at=now,
        tell_at=now + timedelta(seconds=settings.TAKE_BACK_SECONDS),
        revise_until=words.revise_until,
        before={"reports": _keyed(reports), "notices": _keyed(notices)} | words.before,
    )
    Report.objects.filter(pk__in=reports).update(state=outcome.reports, decided_at=now)
    NoticeItem.objects.filter(pk__in=notices).update(state=outcome.reports, decided_at=now)
    return decision


def announce(decision: Decision, outcome: Outcome, *, with_statement: bool, data: dict[str, Any] | None = None) -> None:
    """Everybody's way to object, the statement of reasons, the telling, and last the record."""
    case = decision.case
    redress.open_for(decision, affected=with_statement and case.subject is not None)
    statement = state_reasons(decision) if with_statement and case.subject else None
    signals.decision_made.send(Decision, decision=decision)
    telling.plan(decision)
    desk_count.changed()
    log.record(
        by=decision.by,
        verb=f"case.decided.{outcome.name}",
        target=label_of(case),
        forum_id=case.forum_id,
        reason=decision.message,
        data={
            "decision": decision.pk,
            "on": [case.target_type, case.target_id],
            "rule": [decision.rule_id, decision.rule_version],
            "law": decision.law_id,
            "second": decision.second_by_id,
            "batch": decision.batch_id,
            "statement": statement.pk if statement else None,
        }
        | (data or {}),
    )


def clean_message(message: str, outcome: Outcome, ground: Ground, subject: Member | None) -> str:
    """The words the author reads: those typed, else the usual ones of the ground. Raises ValidationError by field."""
    if not outcome.needs_ground:
        return ""
    if ground.kind == Decision.Ground.NONE:
        raise ValidationError({"rule": _("Please choose the ground it rests on: the author has a right to know.")})
    if ground.kind == Decision.Ground.CARE and outcome.name not in CARE_OUTCOMES:
        raise ValidationError({"rule": _("Only edits and locks can be for the care of the thread. Please name what it breaks.")})
    message = message.replace("\0", "").replace("\r\n", "\n").strip()
    if len(message) > MESSAGE_MAX:
        raise ValidationError({"message": _("Up to %(n)s characters.") % {"n": MESSAGE_MAX}})
    usual = ground.usual
    if usual is not None and not message:
        message = usual.in_language(subject.language if subject else None)[2]
    if not message:
        raise ValidationError({"message": _("Please write in a sentence why: the author has a right to know.")})
    return message


def _keyed(states: dict[int, str]) -> dict[str, str]:
    return {str(pk): state for pk, state in states.items()}
