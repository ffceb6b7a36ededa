"""The way to object, opened in the transaction of the decision for everybody who is told of it."""

from __future__ import annotations

from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report

from .models import APPEAL_WITHIN, Redress


def open_for(decision: Decision, *, affected: bool) -> None:
    """For the person concerned (where something was restricted), and for all who reported or gave notice.

    An answer to an appeal opens no further one: what is left then are dispute bodies and courts.
    """
    if decision.outcome in ("affirm", "reverse", "drop"):
        return
    dates = {"informed_at": decision.made_at, "open_until": decision.made_at + APPEAL_WITHIN}
    ways = []
    if affected:
        ways.append(Redress(decision=decision, role=Redress.Role.AFFECTED, member=decision.case.subject, **dates))
    reporters = Report.objects.filter(pk__in=list(decision.before.get("reports", {}))).values_list("reporter", flat=True)
    ways += [Redress(decision=decision, role=Redress.Role.NOTIFIER, member_id=pk, **dates) for pk in sorted(set(reporters))]
    notices = NoticeItem.objects.filter(pk__in=list(decision.before.get("notices", {}))).values_list("notice", flat=True)
    ways += [Redress(decision=decision, role=Redress.Role.NOTIFIER, notice_id=pk, **dates) for pk in sorted(set(notices))]
    Redress.objects.bulk_create(ways)


def of_affected(decision: Decision) -> Redress | None:
    return Redress.objects.filter(decision=decision, role=Redress.Role.AFFECTED).first()
