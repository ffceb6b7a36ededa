"""What stands in the blanks of a reply, in the language and form of address of whoever reads it."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from community.core.models import SiteSettings
from moderation.cases.outcomes import OUTCOMES

if TYPE_CHECKING:
    from accounts.models import Member
    from moderation.cases.models import Case
    from moderation.decisions.models import LegalGround, Rule

    from .models import SavedReply

_OBJECT = {
    "en": "You can object to this free of charge for six months; the way to do so stands at the end of this message.",
    "formal": "Sie können dem sechs Monate lang kostenlos widersprechen; wie, steht am Ende dieser Nachricht.",
    "informal": "Du kannst dem sechs Monate lang kostenlos widersprechen; wie, steht am Ende dieser Nachricht.",
}


def voice_of(member: Member | None) -> str:
    """ "en", "formal" or "informal": which of the three texts of a reply this person reads."""
    if member is None or member.language != "de":
        return "en"
    return "formal" if member.address == "formal" else "informal"


def words_for(reply: SavedReply, voice: str) -> str:
    """The text for this voice; German falls back on the other German, and then on English."""
    if voice == "en":
        return reply.text_en
    first, second = (reply.text_de_formal, reply.text_de_informal)
    if voice == "informal":
        first, second = second, first
    return first or second or reply.text_en


def values_for(
    case: Case,
    *,
    basis: Rule | LegalGround | None = None,
    deadline: datetime | None = None,
    may_object: bool = False,
) -> dict[str, str]:
    """A value for each variable; empty where this decision has none. The case comes with its subject. No query."""
    member = case.subject
    language = member.language if member else "en"
    site = SiteSettings.current()
    url = str(case.snapshot.get("url") or "")
    with translation.override(language), timezone.override(_clock(member)):
        title, text, _message = basis.in_language(language) if basis else ("", "", "")
        return {
            "member": member.name if member else "",
            "title": str(case.snapshot.get("title") or ""),
            "rule": _rule(basis, title),
            "rule_text": text,
            "link": settings.SITE_URL + url if url.startswith("/") else url,
            "site": site.name,
            "moderators": _("The moderators of %(site)s") % {"site": site.name},
            "deadline": date_format(timezone.localtime(deadline), "DATETIME_FORMAT") if deadline else "",
            "appeal": _OBJECT[voice_of(member)] if may_object else "",
        }


def _clock(member: Member | None) -> tzinfo:
    """That of the reader, not of the moderator whose request this is."""
    try:
        return zoneinfo.ZoneInfo(member.time_zone) if member and member.time_zone else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def _rule(basis: Rule | LegalGround | None, title: str) -> str:
    if basis is None:
        return ""
    reference = getattr(basis, "reference", "")
    if reference:
        return f"{reference} ({title})"
    return _("house rule %(number)s (%(title)s)") % {"number": getattr(basis, "number", ""), "title": title}


def objectable(outcome: str, *, has_sanction: bool) -> bool:
    """Whether the author gets a statement of reasons with this decision, and with it a way to object."""
    return OUTCOMES[outcome].statement or has_sanction


def sample() -> dict[str, str]:
    """Made-up values, for looking at a reply where there is no case."""
    site = SiteSettings.current()
    return {
        "member": "Robin",
        "title": _("Which glue for oak?"),
        "rule": _("house rule %(number)s (%(title)s)") % {"number": 1, "title": _("Be kind")},
        "rule_text": _("Argue about the matter, not the person."),
        "link": f"{settings.SITE_URL}/p/1/",
        "site": site.name,
        "moderators": _("The moderators of %(site)s") % {"site": site.name},
        "deadline": date_format(timezone.localtime(), "DATETIME_FORMAT"),
        "appeal": _OBJECT["en"],
    }
