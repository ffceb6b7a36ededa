"""Who is told what about a decision: the author and the people who reported. Nobody is told who decided.

Nobody hears of it before `tell_at`: a slip can be taken back unseen. The row is the truth; the job that rings at that moment,
and the sweep behind it, only look.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.notifications.actions import notify
from moderation.appeals import letters
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES, Outcome
from moderation.legal_notices import telling as notices
from moderation.proposals import telling as proposals
from moderation.reports.models import Report
from moderation.statements.models import Statement

from .models import Decision

_LATE = timedelta(minutes=1)
# What the author hears, by outcome; outcomes that are not here concern the reporters only.
_VERBS = {
    "release": "moderation.released",
    "remind": "moderation.reminded",
    "hide": "moderation.hidden",
    "remove": "moderation.removed",
    "reject": "moderation.rejected",
    "revise": "moderation.revise",
    "edit": "moderation.edited",
    "lock": "moderation.locked",
    "impose": "moderation.sanctioned",
    "clean": "moderation.sanctioned",
}


def plan(decision: Decision) -> None:
    """Tell at once, or have it told when the time to take it back is over."""
    if decision.tell_at <= timezone.now():
        tell(decision.pk)
        return
    from moderation.tasks import tell_later

    transaction.on_commit(partial(tell_later, decision.pk, decision.tell_at))


@transaction.atomic
def tell(decision_id: int) -> bool:
    """Tell everybody concerned, once, however many ask for it at the same time; nobody when it was taken back before."""
    told = Decision.objects.filter(pk=decision_id, told_at=None, undone_at=None).update(told_at=timezone.now())
    if not told:
        return False
    decision = Decision.objects.select_related("case__subject", "rule", "law").get(pk=decision_id)
    decided(decision, OUTCOMES[decision.outcome], Statement.objects.filter(decision=decision).first())
    return True


def overdue() -> list[int]:
    """Decisions nobody was told of although it is long time: a worker was down, or a process ended too early.

    What came due just now is left to its own job: told all at once, it would keep everybody else waiting.
    """
    untold = Decision.objects.filter(told_at=None, undone_at=None, tell_at__lte=timezone.now() - _LATE)
    return list(untold.order_by("pk").values_list("pk", flat=True)[:500])


def decided(decision: Decision, outcome: Outcome, statement: Statement | None) -> None:
    case = decision.case
    # "text" is what the mail carries below its sentence: the statement itself, for the law wants it told, not linked.
    data = _about(case) | {
        "statement": statement.pk if statement else None,
        "text": statement.told if statement else decision.message,
    }
    if case.subject is not None and (verb := _verb(decision)):
        notify(member=case.subject, verb=verb, event=f"decision:{decision.pk}", data=data)
    proposals.invite(decision)
    notices.decided(decision)
    ways = {way.member_id: way for way in decision.redresses.filter(role="notifier", notice=None).select_related("member")}
    for report in _reports(decision):
        way = ways.get(report.reporter_id)
        notify(
            member=report.reporter,
            verb="moderation.report_decided",
            event=f"decision:{decision.pk}:report:{report.pk}",
            data=_about(report.case)
            | {"report": report.pk, "upheld": outcome.reports == Report.State.UPHELD, "outcome": outcome.name}
            | ({"text": letters.how_to_object(way)} if way is not None else {}),
        )


def _verb(decision: Decision) -> str | None:
    """What the author hears, if anything: that all is well is told to whoever changed what they were asked to change."""
    if decision.outcome == "keep" and decision.case.kind == Case.Kind.CHANGED:
        return _VERBS["release"]
    return _VERBS.get(decision.outcome)


def undone(decision: Decision, outcome: Outcome) -> None:
    """Whoever was told of the decision is told that it no longer stands."""
    case = decision.case
    if case.subject is not None and _verb(decision):
        notify(
            member=case.subject,
            verb="moderation.undone",
            event=f"decision:{decision.pk}:undone",
            data=_about(case) | {"outcome": outcome.name, "readable": decision.before.get("target") == "published"},
        )
    for report in _reports(decision):
        notify(
            member=report.reporter,
            verb="moderation.report_reopened",
            event=f"decision:{decision.pk}:undone:report:{report.pk}",
            data=_about(report.case) | {"report": report.pk},
        )
    notices.undone(decision)


def _about(case: Case) -> dict[str, object]:
    return {
        "title": case.snapshot.get("title", ""),
        "kind": case.target_type,
        "target": case.target_id,
        "url": case.snapshot.get("url", ""),
    }


def _reports(decision: Decision) -> list[Report]:
    """Each with its own case: a clean-up answers reports about many things."""
    found = Report.objects.filter(pk__in=list(decision.before.get("reports", {})))
    return list(found.select_related("reporter", "case"))
