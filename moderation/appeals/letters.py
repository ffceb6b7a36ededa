"""What is written to whoever objected, and to those whose report an objection overturned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.models import Decision
from moderation.legal_notices import wording
from moderation.reports.models import Report
from moderation.statements.wording import Words, letter, letter_to, zone_of

from .models import Appeal, Redress

ANSWER_WITHIN = timedelta(days=7)


def to_appellant(appeal: Appeal, what: str, **more: Any) -> Words:
    """`what` is received, affirmed or reversed. A guest who gave notice is addressed formally, in the notice's language."""
    way = appeal.redress
    context = about(way.decision) | {
        "what": what,
        "text": appeal.text,
        "answer": appeal.answer,
        "url": settings.SITE_URL + way.get_absolute_url(),
        "days": ANSWER_WITHIN.days,
        "due_at": appeal.made_at + ANSWER_WITHIN,
        "by_notifier": way.role == Redress.Role.NOTIFIER,
        **more,
    }
    member = way.member or (way.notice.member if way.notice else None)
    if member is not None:
        return letter_to(member, "objection-", context | _decided_in_words(way.decision, member.language))
    assert way.notice is not None
    language = way.notice.language
    # Their own words are not repeated: anybody can have typed anybody's address into a notice.
    words = context | _decided_in_words(way.decision, language) | {"name": "", "text": ""}
    return letter("objection-", language=language, address=Member.Address.FORMAL, time_zone="", context=words)


def how_to_object(way: Redress) -> str:
    """What the mail about a decided report ends with. The sentence addresses nobody, so it suits every form of address."""
    assert way.member is not None
    with translation.override(way.member.language), timezone.override(zone_of(way.member.time_zone)):
        until = date_format(timezone.localtime(way.open_until), "DATE_FORMAT")
        sentence = _("Whoever thinks this is wrong can object until %(until)s, free of charge. Somebody else looks again then:")
        return f"{sentence % {'until': until}}\n{settings.SITE_URL}{way.get_absolute_url()}"


def to_reporter(member: Member, decision: Decision) -> Words:
    """Their report was upheld, and the decision is reversed now."""
    return letter_to(member, "objection-", about(decision) | {"what": "overturned"})


def about(decision: Decision) -> dict[str, Any]:
    return {"title": decision.case.snapshot.get("title", ""), "case": decision.case_id, "made_at": decision.made_at}


def _decided_in_words(decision: Decision, language: str) -> dict[str, str]:
    with translation.override(language):
        ground = ""
        if decision.law is not None:
            ground = f"{decision.law.reference} ({decision.law.in_language(language)[0]})"
        elif decision.rule is not None:
            title = decision.rule.in_language(language)[0]
            ground = _("house rule %(number)s (%(title)s)") % {"number": decision.rule.number, "title": title}
        return {"done": str(OUTCOMES[decision.outcome].done), "ground": ground}


def outcome_for(way: Redress) -> tuple[str, str]:
    """What a notifier reads of the decision: what became of it, and on which ground in general words."""
    return wording.outcome(way.decision), wording.ground(way.decision, get_language() or "en")


def reported_words(way: Redress) -> str:
    """What the notifier told us, for their own page."""
    if way.notice is not None:
        return way.notice.explanation
    if way.member is None or way.role != Redress.Role.NOTIFIER:
        return ""
    reports = Report.objects.filter(case=way.decision.case_id, reporter=way.member).select_related("reason").order_by("-pk")
    report = reports.first()
    if report is None:
        return ""
    return f"{report.reason.name}: {report.note}" if report.note else report.reason.name
