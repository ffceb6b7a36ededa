"""What is to be decided about many cases at once, and how far one person may go alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, Outcome
from moderation.decisions.closing import MESSAGE_MAX
from moderation.decisions.models import LegalGround, Rule

ALONE = 100  # more than these need a second person
MOST = 1000
# A change by staff, a clean-up, and answers to proposals and objections are looked at one by one.
OFFERED = ("keep", "release", "remind", "revise", "hide", "remove", "lock")
# A flood is partly published and partly waiting; what is taken down in the one case is not published in the other.
_HELD = {"remove": "reject"}


@dataclass(frozen=True)
class Plan:
    outcome: str
    rule: Rule | None = None
    law: LegalGround | None = None
    message: str = ""
    is_manifest: bool = False

    @property
    def chosen(self) -> Outcome:
        return OUTCOMES[self.outcome]

    def outcome_for(self, state: str | None) -> Outcome:
        """What it becomes for a thing in this state."""
        return OUTCOMES[_HELD.get(self.outcome, self.outcome)] if state == "held" else self.chosen

    def check(self) -> None:
        """What is wrong whatever the cases are. Raises ValidationError by field (outcome, ground, message)."""
        if self.outcome not in OFFERED:
            raise ValidationError({"outcome": _("Please choose what to decide.")})
        if self.chosen.needs_ground and self.rule is None and self.law is None:
            raise ValidationError({"ground": _("Please choose the ground it rests on: the authors have a right to know.")})
        if len(self.message) > MESSAGE_MAX:
            raise ValidationError({"message": _("Up to %(n)s characters.") % {"n": MESSAGE_MAX}})
        basis = self.law or self.rule
        if self.chosen.needs_ground and not self.message and basis is not None and not basis.message:
            raise ValidationError({"message": _("Please write in a sentence why: the authors have a right to know.")})

    def as_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome,
            "rule": self.rule.pk if self.rule else None,
            "law": self.law.pk if self.law else None,
            "message": self.message,
            "manifest": self.is_manifest,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Plan:
        return cls(
            outcome=kept["outcome"],
            rule=Rule.objects.filter(pk=kept["rule"]).first() if kept.get("rule") else None,
            law=LegalGround.objects.filter(pk=kept["law"]).first() if kept.get("law") else None,
            message=kept.get("message", ""),
            is_manifest=bool(kept.get("manifest")),
        )


def can_be_in_bulk(case: Case) -> bool:
    return case.is_open and case.target_type not in (Case.Target.PROPOSAL, Case.Target.APPEAL)
