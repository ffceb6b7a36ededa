"""Who hears of an objection and its answer. Everybody hears it once: the letter stands in for the plain word of an undoing."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.notifications.actions import notify
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions import telling as decisions
from moderation.decisions.models import Decision
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction
from moderation.statements.wording import Words

from . import letters, notices, queries
from .models import Appeal, Redress
from .policies import notifier_of


def received(appeal: Appeal) -> None:
    _tell(appeal, notices.RECEIVED, f"appeal:{appeal.pk}:received", letters.to_appellant(appeal, "received"))


def affirmed(appeal: Appeal) -> None:
    _tell(appeal, notices.AFFIRMED, f"appeal:{appeal.pk}", letters.to_appellant(appeal, "affirmed"))


def reversed_(appeal: Appeal, decision: Decision, ended: list[Sanction]) -> None:
    """The appellant reads the answer; everybody else who was told of the decision hears that it fell.

    The events are those of an undoing, so that `decisions.undone` tells nobody a second time.
    """
    way = appeal.redress
    words = letters.to_appellant(
        appeal,
        "reversed",
        is_readable=decision.before.get("target") != decision.before.get("after")
        or bool(decision.before.get("marks") or decision.before.get("edit")),
        had_sanction=bool(ended),
        is_opened=queries.opens_again(way),
    )
    event = f"decision:{decision.pk}:undone"
    reports = Report.objects.filter(pk__in=list(decision.before.get("reports", {}))).select_related("reporter")
    if way.role == Redress.Role.AFFECTED:
        _tell(appeal, notices.REVERSED, event, words)
        for report in () if queries.opens_again(way) else reports:
            letter = letters.to_reporter(report.reporter, decision)
            notify(
                member=report.reporter,
                verb=notices.OVERTURNED,
                event=f"{event}:report:{report.pk}",
                data=_about(decision)
                | {"report": report.pk, "text": letter.told, "url": f"{reverse('desk:reports')}#report-{report.pk}"},
            )
    else:
        own = next((report for report in reports if report.reporter_id == way.member_id), None)
        _tell(appeal, notices.REVERSED, f"{event}:report:{own.pk}" if own else f"appeal:{appeal.pk}", words)
    if decision.told_at is not None:
        decisions.undone(decision, OUTCOMES[decision.outcome])


def _tell(appeal: Appeal, verb: str, event: str, words: Words) -> None:
    """In the bell and by mail; a guest who gave notice by mail alone, to the address they left."""
    way = appeal.redress
    member = notifier_of(way)
    if member is not None:
        notify(
            member=member,
            verb=verb,
            event=event,
            data=_about(way.decision) | {"text": words.told, "url": way.get_absolute_url()},
        )
        return
    if way.notice is None or not way.notice.email:
        return
    EmailMessage(
        subject=words.subject,
        body=f"{words.body}\n\n{settings.SITE_URL}{way.get_absolute_url()}",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[way.notice.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _about(decision: Decision) -> dict[str, object]:
    case = decision.case
    return {"title": case.snapshot.get("title", ""), "kind": case.target_type, "target": case.target_id}
