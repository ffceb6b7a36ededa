"""What was typed and pressed in the decision bar, as values. Whatever makes no sense reads as if it was left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.actions import REVISE_WITHIN
from moderation.decisions.models import LegalGround, Rule
from moderation.replies import queries as replies
from moderation.replies.rendering import fill
from moderation.replies.values import objectable, values_for, voice_of, words_for
from moderation.sanctions import ladder, policies
from moderation.sanctions.models import Hearing, Kind, Scope
from moderation.sanctions.plan import Plan
from moderation.sanctions.shapes import LONGEST_HOURS, SHAPES, has_length

REVISE_DAYS = (1, 3, 7)
# What stands behind the outcome's name in the value of a button: which sanction goes with it.
LADDER, CHOICE = "ladder", "choice"
CARE = "care"


@dataclass(frozen=True)
class Given:
    outcome: str = ""
    sanction: str = ""  # "", LADDER or CHOICE
    version: int = 0
    ground: str = ""  # "rule:3", "law:7" or CARE, as in the form
    rule: Rule | None = None
    law: LegalGround | None = None
    is_manifest: bool = False
    message: str = ""
    reply: int = 0
    revise_within: timedelta = REVISE_WITHIN
    kind: str = ""
    length: str = ""  # hours, "days" with the number beside it, or "" for no end
    days: str = ""
    scope: str = Scope.SITE
    why: str = ""
    hearing: str = Hearing.NOT_NEEDED

    @property
    def basis(self) -> Rule | LegalGround | None:
        return self.law or self.rule

    @property
    def care(self) -> bool:
        return self.ground == CARE

    @property
    def button(self) -> str:
        return f"{self.outcome}+{self.sanction}" if self.sanction else self.outcome


def read(posted: Any, *, pressed: str = "outcome") -> Given:
    """From a QueryDict; `pressed` names the field that holds the button's value. Two queries at most."""
    outcome, _plus, sanction = posted.get(pressed, "").partition("+")
    ground = posted.get("ground", "") or _old_form(posted)
    rule, law = _basis(ground)
    days = number(posted.get("revise", ""))
    return Given(
        outcome=outcome,
        sanction=sanction if sanction in (LADDER, CHOICE) else "",
        version=number(posted.get("version", "")),
        ground=ground,
        rule=rule,
        law=law,
        is_manifest="manifest" in posted,
        message=posted.get("message", "").replace("\0", "").replace("\r\n", "\n").strip(),
        reply=number(posted.get("reply", "")),
        revise_within=timedelta(days=days) if days in REVISE_DAYS else REVISE_WITHIN,
        kind=posted.get("kind", ""),
        length=posted.get("length", ""),
        days=posted.get("days", "").strip()[:6],
        scope=posted.get("scope", "") or Scope.SITE,
        why=posted.get("why", "").replace("\0", "").strip(),
        hearing=posted.get("hearing", ""),
    )


def _old_form(posted: Any) -> str:
    """A bare rule, as other forms of moderation send it."""
    rule = posted.get("rule", "")
    return f"rule:{rule}" if rule else ""


def _basis(ground: str) -> tuple[Rule | None, LegalGround | None]:
    kind, _colon, pk = ground.partition(":")
    if kind == "rule":
        return Rule.objects.filter(pk=number(pk), is_active=True).first(), None
    if kind == "law":
        return None, LegalGround.objects.filter(pk=number(pk), is_active=True).first()
    return None, None


def finished(given: Given, *, by: Member, case: Case, usual: Callable[[], set[str]]) -> Given:
    """With the message as it will be sent: from the reply where none was typed, every blank filled.

    `usual` answers the usual messages of the grounds in the reader's language: without script the one of the ground that was
    chosen first may still stand there; then the words of the ground that is chosen now are meant.
    Raises ValidationError (field message).
    """
    outcome = OUTCOMES.get(given.outcome)
    answers = case.target_type in (Case.Target.PROPOSAL, Case.Target.APPEAL)
    if outcome is None or not (outcome.needs_ground or answers):
        return given
    message = given.message
    if message and given.basis is not None:
        own = given.basis.in_language(case.subject.language if case.subject else None)[2].strip()
        if message == own or message in usual():
            message = ""
    if given.reply and not message:
        reply = replies.visible_to(by).filter(pk=given.reply, is_active=True).first()
        message = words_for(reply, voice_of(case.subject)) if reply is not None else ""
    if message:
        message = fill(
            message,
            values_for(
                case,
                basis=given.basis,
                deadline=timezone.now() + given.revise_within if outcome.name == "revise" else None,
                may_object=objectable(outcome.name, has_sanction=bool(given.sanction)),
            ),
        )
    return replace(given, message=message)


def plan(given: Given, *, by: Member, case: Case) -> Plan | None:
    """The sanction that was asked for. Raises ValidationError (field sanction)."""
    if not given.sanction or case.subject is None:
        return None
    if given.sanction == LADDER:
        step = ladder.proposal_for(case.subject, given.basis)
        if step is None:
            if given.basis is None and not given.care:
                return None  # deciding says which ground is missing
            raise ValidationError({"sanction": _("The ladder proposes no sanction for this ground.")})
        return replace(step, scope=place_for(by, step.kind, case) or Scope.SITE, hearing=given.hearing)
    if given.kind not in Kind.values:
        raise ValidationError({"sanction": _("Please choose a sanction from the list.")})
    return Plan(kind=given.kind, hours=_hours(given), scope=given.scope, off_ladder=given.why, hearing=given.hearing)


def place_for(by: Member, kind: str, case: Case) -> str | None:
    """The widest scope in which `by` may impose this kind in the case; None where they may not at all."""
    for scope in (Scope.SITE, Scope.FORUM):
        if scope in SHAPES[kind].scopes and policies.can_impose(by, Plan(kind=kind, scope=scope), case.forum_id):
            return scope
    return None


def _hours(given: Given) -> int | None:
    if not has_length(given.kind) or given.length == "":
        return None
    hours = number(given.days) * 24 if given.length == "days" else number(given.length)
    if not 1 <= hours <= LONGEST_HOURS:
        raise ValidationError({"sanction": _("Please choose a time between one hour and one year.")})
    return hours


def number(text: str) -> int:
    """An ASCII number no longer than a key can be; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
