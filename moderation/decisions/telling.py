"""Who is told what about a decision: the author and the people who reported. Nobody is told who decided."""

from __future__ import annotations

from accounts.notifications.actions import notify
from moderation.cases.outcomes import Outcome
from moderation.reports.models import Report
from moderation.statements.models import Statement

from .models import Decision

# What the author hears, by outcome; outcomes that are not here concern the reporters only.
_VERBS = {
    "release": "moderation.released",
    "remind": "moderation.reminded",
    "hide": "moderation.hidden",
    "remove": "moderation.removed",
    "reject": "moderation.rejected",
}


def decided(decision: Decision, outcome: Outcome, statement: Statement | None) -> None:
    case = decision.case
    # "text" is what the mail carries below its sentence: the statement itself, for the law wants it told, not linked.
    data = _about(decision) | {
        "statement": statement.pk if statement else None,
        "text": statement.body if statement else decision.message,
    }
    if case.subject is not None and outcome.tells_author:
        notify(member=case.subject, verb=_VERBS[outcome.name], event=f"decision:{decision.pk}", data=data)
    for report in _reports(decision):
        notify(
            member=report.reporter,
            verb="moderation.report_decided",
            event=f"decision:{decision.pk}:report:{report.pk}",
            data=_about(decision)
            | {"report": report.pk, "upheld": outcome.reports == Report.State.UPHELD, "outcome": outcome.name},
        )


def undone(decision: Decision, outcome: Outcome) -> None:
    """Whoever was told of the decision is told that it no longer stands."""
    case = decision.case
    if case.subject is not None and outcome.tells_author:
        notify(
            member=case.subject,
            verb="moderation.undone",
            event=f"decision:{decision.pk}:undone",
            data=_about(decision) | {"outcome": outcome.name, "readable": decision.before["target"] == "published"},
        )
    for report in _reports(decision):
        notify(
            member=report.reporter,
            verb="moderation.report_reopened",
            event=f"decision:{decision.pk}:undone:report:{report.pk}",
            data=_about(decision) | {"report": report.pk},
        )


def _about(decision: Decision) -> dict[str, object]:
    case = decision.case
    return {
        "title": case.snapshot.get("title", ""),
        "kind": case.target_type,
        "target": case.target_id,
        "url": case.snapshot.get("url", ""),
    }


def _reports(decision: Decision) -> list[Report]:
    return list(Report.objects.filter(pk__in=list(decision.before["reports"])).select_related("reporter"))
