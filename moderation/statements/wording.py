"""The words of a statement of reasons: every element of Art. 17(3) DSA, in the member's language and form of address.

One text file a language and address, so that a lawyer can read each as a whole: templates/moderation/statements/.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts.models import Member
from community.core.markup.excerpt import plain
from community.core.models import SiteSettings
from moderation.appeals import redress
from moderation.cases.models import Case
from moderation.decisions.models import Decision

QUOTED = 600  # characters of the thing that are quoted, so that it is clear which one is meant


@dataclass(frozen=True)
class Words:
    language: str
    subject: str
    body: str


def template_for(member: Member) -> str:
    name = f"de-{member.address}" if member.language == Member.Language.GERMAN else "en"
    return f"moderation/statements/{name}.txt"


def word(decision: Decision, member: Member) -> Words:
    case = decision.case
    site = SiteSettings.current()
    title, text, _message = decision.basis.in_language(member.language) if decision.basis else ("", "", "")
    way = redress.of_affected(decision)
    with translation.override(member.language):
        rendered = render_to_string(
            template_for(member),
            {
                "member": member,
                "site": site,
                "site_url": settings.SITE_URL,
                "rules_url": settings.SITE_URL + reverse("desk:rules"),
                "kind": case.target_type,
                "outcome": decision.outcome,
                "title": case.snapshot.get("title", ""),
                "quoted": plain(case.snapshot.get("source", ""), QUOTED),
                "number": case.snapshot.get("number"),
                "written_at": parse_datetime(case.snapshot.get("at", "")) or case.opened_at,
                "decided_at": timezone.localtime(decision.made_at),
                "message": decision.message,
                "rule": decision.rule,
                "rule_version": decision.rule_version,
                "rule_title": title,
                "rule_text": text,
                "law": decision.law,
                "ground": decision.ground,
                "sanctions": list(decision.sanctions.select_related("forum", "thread")),
                "appeal_url": settings.SITE_URL + way.get_absolute_url() if way else "",
                "appeal_until": way.open_until if way else None,
                "by_notice": bool(decision.before.get("reports")),
                "by_machine": case.kind == Case.Kind.HELD,
                "machine_rule": translation.gettext(case.headline),
                "case": case.pk,
            },
        )
    subject, _, body = rendered.strip().partition("\n")
    return Words(language=member.language, subject=subject.strip()[:200], body=body.strip())
