"""The words of a statement of reasons: every element of Art. 17(3) DSA, in the member's language and form of address.

One text file a language and address, so that a lawyer can read each as a whole: templates/moderation/statements/.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts.models import Member
from community.core.markup.excerpt import plain
from community.core.models import SiteSettings
from moderation.appeals import redress
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.sanctions.models import Kind, Sanction

from .facts import Facts

QUOTED = 600  # characters of the thing that are quoted, so that it is clear which one is meant
# Where the Commission lists the bodies certified under Art. 21(8) DSA.
DISPUTE_BODIES = "https://digital-strategy.ec.europa.eu/en/policies/dsa-out-court-dispute-settlement"
_LONE_TAGS = re.compile(r"^((?:\{%[^%]*%\})+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Words:
    language: str
    subject: str
    body: str

    @property
    def told(self) -> str:
        """The body as a mail carries it that has greeted already."""
        return self.body.partition("\n\n")[2]


def letter(name: str, *, language: str, address: str, time_zone: str, context: Mapping[str, Any]) -> Words:
    """The letter `name` of templates/moderation/statements/ in one language; its first line is the subject."""
    variant = f"de-{address}" if language == Member.Language.GERMAN else "en"
    site = SiteSettings.current()
    common = {"site": site, "site_url": settings.SITE_URL, "dispute_bodies": DISPUTE_BODIES}
    with translation.override(language), timezone.override(zone_of(time_zone)):
        rendered = _template(f"moderation/statements/{name}{variant}.txt").render(common | dict(context))
    lines = "\n".join(line.rstrip() for line in rendered.strip().splitlines())
    subject, _, body = re.sub(r"\n{3,}", "\n\n", lines).partition("\n")
    return Words(language=language, subject=" ".join(subject.split())[:200], body=body.strip())


def letter_to(member: Member, name: str, context: Mapping[str, Any]) -> Words:
    known = {"name": member.name} | dict(context)
    return letter(name, language=member.language, address=member.address, time_zone=member.time_zone, context=known)


def word(decision: Decision, member: Member, *, facts: Facts, sanctions: Sequence[Sanction]) -> Words:
    """The statement of reasons of `decision`, as `member` reads it."""
    return letter_to(member, "", _context(decision, member, facts, sanctions))


def _context(decision: Decision, member: Member, facts: Facts, sanctions: Sequence[Sanction]) -> dict[str, Any]:
    case = facts.case
    title, text, _message = decision.basis.in_language(member.language) if decision.basis else ("", "", "")
    way = redress.of_affected(decision)
    with translation.override(member.language):
        machine_rule = translation.gettext(case.headline)
    return {
        "facts": facts,
        "kind": case.target_type,
        "outcome": decision.outcome,
        "title": case.snapshot.get("title", ""),
        "quoted": plain(case.snapshot.get("source", ""), QUOTED),
        "number": case.snapshot.get("number"),
        "written_at": parse_datetime(case.snapshot.get("at") or "") or case.opened_at,
        "decided_at": decision.made_at,
        "message": decision.message,
        "ground": decision.ground,
        "rule": decision.rule,
        "rule_version": decision.rule_version,
        "law": decision.law,
        "is_manifest": decision.is_manifest,
        "basis_title": title,
        "basis_text": text,
        "two_people": decision.second_by_id is not None or any(s.second_by_id for s in sanctions),
        "sanctions": sanctions,
        "gravest": max((s.kind for s in sanctions), key=Kind.values.index, default=""),
        "acknowledge": any(s.kind != Kind.REMINDER for s in sanctions),
        "points": sum(s.points for s in sanctions),
        "points_until": max((s.points_until for s in sanctions if s.points_until), default=None),
        "revise_until": decision.revise_until,
        "edit_url": _address("forums:edit", case.target_id) if case.target_type == Case.Target.POST else "",
        "history_url": _address("forums:history", case.target_id) if case.target_type == Case.Target.POST else "",
        "standing_url": _address("desk:standing"),
        "rules_url": _address("desk:rules"),
        "terms_url": _address("legal", "terms"),
        "contact_url": _address("legal", "contact"),
        "appeal_url": settings.SITE_URL + way.get_absolute_url() if way else "",
        "appeal_until": way.open_until if way else None,
        "is_changed": case.kind == Case.Kind.CHANGED,
        "machine_rule": machine_rule,
        "case": decision.case_id,
    }


@cache
def _template(name: str) -> Any:
    """The letter, in which a line of tags alone leaves no empty line behind."""
    source = get_template(name).template.source  # type: ignore[attr-defined]
    return engines["django"].from_string(_LONE_TAGS.sub(r"\1", source))


def _address(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def zone_of(name: str) -> tzinfo:
    """The clock of the reader, not of the moderator whose request this is."""
    try:
        return zoneinfo.ZoneInfo(name) if name else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()
