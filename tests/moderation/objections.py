"""What the tests of objections share."""

from __future__ import annotations

from accounts.models import Member
from accounts.notifications.models import Notification
from moderation.appeals import actions
from moderation.appeals.models import Appeal, Redress
from moderation.cases.models import Case
from moderation.decisions.models import Decision


def way_of(decision: Decision, role: str = "affected") -> Redress:
    return Redress.objects.get(decision=decision, role=role)


def object_to(decision: Decision, role: str = "affected", text: str = "Please look again.") -> Appeal:
    return actions.appeal(way=way_of(decision, role), text=text)


def answer(appeal: Appeal, by: Member, outcome: str = "affirm", words: str = "I have read it again.") -> Decision:
    case = Case.objects.get(pk=appeal.case_id)
    return actions.decide(by=by, case=case, outcome=outcome, version=case.version, answer=words)


def told(member: Member) -> list[str]:
    return list(Notification.objects.filter(member=member).order_by("pk").values_list("verb", flat=True))
