"""A statement as the DSA's transparency database takes it (Art. 24(5), schema of July 2025): no personal data in any field.

Free texts are made from our own templates, house rules and legal grounds only, never from what a person wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from moderation.decisions.models import OTHER_CATEGORY, Decision
from moderation.sanctions.models import Kind, Sanction

from .facts import Facts

_VISIBILITY = {
    "hide": "DECISION_VISIBILITY_CONTENT_DISABLED",
    "revise": "DECISION_VISIBILITY_CONTENT_DISABLED",
    "remove": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "reject": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "clean": "DECISION_VISIBILITY_CONTENT_REMOVED",
    "edit": "DECISION_VISIBILITY_CONTENT_REMOVED",  # words that were taken out count as removed (L:A7)
    "lock": "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
}
_ACCOUNT = {Kind.SUSPEND: "DECISION_ACCOUNT_SUSPENDED", Kind.BAN: "DECISION_ACCOUNT_TERMINATED"}
# A warning has to be confirmed before the next post; a reminder restricts nothing and so is nothing the database wants.
_PROVISION = frozenset({Kind.WARNING, Kind.NO_LINKS, Kind.NO_MEDIA, Kind.HOLD, Kind.NO_REPORTS, Kind.READ_ONLY})
_GROUPS = ("decision_visibility", "decision_account", "decision_provision")
_OTHER_KEYWORD = "KEYWORD_OTHER"

# The European Economic Area: what is restricted here is restricted everywhere.
TERRITORY = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip

_DID = {
    "hide": "The content was hidden: only its author and the moderators can still see it.",
    "revise": "The content was hidden until its author has changed it and a moderator has looked again.",
    "remove": "The content was removed.",
    "reject": "The content waited for a moderator and was not published.",
    "clean": "All content of the account was removed.",
    "edit": "A moderator replaced or took out a part of the content.",
    "lock": "The conversation was closed to further replies.",
}
_THING = {
    "post": "a post",
    "thread": "a conversation",
    "attachment": "an image",
    "message": "a private message",
    "member": "a profile",
}


def of(decision: Decision, *, facts: Facts, sanctions: Sequence[Sanction], puid: str) -> dict[str, Any]:
    """The fields of one submission; what does not apply is left out. `puid` is random and tells nothing."""
    html = str(facts.case.snapshot.get("html", ""))
    image = facts.case.target_type == "attachment"
    written = parse_datetime(facts.case.snapshot.get("at") or "") or facts.case.opened_at
    found: dict[str, Any] = {
        **_measures(decision, sanctions),
        **_ground(decision),
        "decision_facts": _facts_in_words(decision, facts, sanctions),
        "content_type": ["CONTENT_TYPE_IMAGE"] if image else ["CONTENT_TYPE_TEXT"],
        "content_date": _day(written),
        "application_date": _day(decision.made_at),
        "territorial_scope": list(TERRITORY),
        "source_type": _source(facts),
        "automated_detection": "Yes" if facts.by_machine else "No",
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "puid": puid,
    }
    if not image and "<img" in html:
        found["content_type"].append("CONTENT_TYPE_IMAGE")
    return found


def is_reportable(elements: dict[str, Any]) -> bool:
    """Whether it restricts anything: a reminder is stated to the member, but is nothing for the database."""
    return any(elements.get(group) for group in _GROUPS)


def _measures(decision: Decision, sanctions: Sequence[Sanction]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if decision.outcome in _VISIBILITY:
        found["decision_visibility"] = [_VISIBILITY[decision.outcome]]
    closing = [s for s in sanctions if s.kind in _ACCOUNT]
    if closing:
        gravest = max(closing, key=lambda s: list(_ACCOUNT).index(Kind(s.kind)))
        found["decision_account"] = _ACCOUNT[Kind(gravest.kind)]
        found["account_type"] = "ACCOUNT_TYPE_PRIVATE"
        if (end := _end(closing)) is not None:
            found["end_date_account_restriction"] = end
    limiting = [s for s in sanctions if s.kind in _PROVISION]
    if limiting:
        found["decision_provision"] = "DECISION_PROVISION_PARTIAL_SUSPENSION"
        if (end := _end(limiting)) is not None:
            found["end_date_service_restriction"] = end
    return found


def _ground(decision: Decision) -> dict[str, Any]:
    basis = decision.basis
    found: dict[str, Any] = {"category": basis.category if basis else OTHER_CATEGORY}
    keyword = basis.keyword if basis else _OTHER_KEYWORD
    if keyword:
        found["category_specification"] = [keyword]
    if decision.ground == Decision.Ground.LAW and decision.law is not None:
        return found | {
            "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
            "illegal_content_legal_ground": decision.law.reference[:500],
            "illegal_content_explanation": decision.law.text[:2000],
        }
    found |= {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "decision_ground_reference_url": settings.SITE_URL + reverse("desk:rules"),
        "incompatible_content_illegal": "No",
    }
    if decision.rule is not None:
        return found | {
            "incompatible_content_ground": f"House rule {decision.rule.number}, version {decision.rule_version}: "
            + decision.rule.title[:400],
            "incompatible_content_explanation": decision.rule.text[:2000],
        }
    return found | {
        "category_specification_other": "Care of a conversation in which nobody broke a rule",
        "incompatible_content_ground": "Terms of use: care of conversations",
        "incompatible_content_explanation": (
            "Moderators may close a conversation or mend a text so that it stays readable. Nobody had broken a rule."
        ),
    }


def _facts_in_words(decision: Decision, facts: Facts, sanctions: Sequence[Sanction]) -> str:
    said = [f"A person decided about {_THING.get(facts.case.target_type, 'content')} on a discussion forum."]
    if decision.outcome in _DID:
        said.append(_DID[decision.outcome])
    said += [f"The account was sanctioned: {Kind(s.kind).name.lower().replace('_', ' ')}." for s in sanctions]
    if facts.by_flagger:
        said.append("A trusted flagger had given notice of it.")
    if facts.by_notice:
        said.append("A notice under Article 16 had been given.")
    if facts.by_report:
        said.append("Members of the forum had reported it.")
    if facts.by_machine:
        said.append("A program had put it aside before publication for a person to check.")
    if facts.by_ourselves:
        said.append("A moderator had seen it; nobody had reported it.")
    return " ".join(said)


def _source(facts: Facts) -> str:
    if facts.by_flagger:
        return "SOURCE_TRUSTED_FLAGGER"
    if facts.by_notice:
        return "SOURCE_ARTICLE_16"
    return "SOURCE_TYPE_OTHER_NOTIFICATION" if facts.by_report else "SOURCE_VOLUNTARY"


def _end(sanctions: Sequence[Sanction]) -> str | None:
    """The last day of the longest; None where one of them has no end."""
    ends = [s.ends_at for s in sanctions]
    return None if None in ends else _day(max(end for end in ends if end is not None))


def _day(moment: datetime) -> str:
    # The database takes no day outside these; an imported post may bear any.
    return min(max(moment.date(), date(2000, 1, 1)), date(2038, 1, 1)).isoformat()
