"""Decisions anybody may know of: made about what anybody can read, told to those concerned, without names or words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.core.paging import after_key
from forums.access import rights_of
from forums.models import Right
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions.models import Decision

from .pseudonyms import pseudonym

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SIZE = 50
# Answers within the house: to an appeal, or that a proposal was dropped. What they change stands in the decision itself.
_NOT_SHOWN = ("affirm", "reverse", "drop")
KINDS = {
    "post": gettext_lazy("Post"),
    "thread": gettext_lazy("Thread"),
    "member": gettext_lazy("Profile"),
    "attachment": gettext_lazy("Image"),
    "proposal": gettext_lazy("Account"),
}


@dataclass(frozen=True)
class Entry:
    day: date  # in the site's own time zone: minutes, or days that differ between readers, would tell which post it was
    forum: str
    kind: _StrOrPromise
    outcome: _StrOrPromise
    ground: str
    learned: str
    person: str
    is_reversed: bool


def page(*, cursor: str = "") -> tuple[Sequence[Entry], str]:
    """Entries newest first, and the cursor of the next page. One query. Raises BadCursor."""
    public = rights_of(AnonymousUser()).forums(Right.READ)
    decisions = (
        Decision.objects.filter(case__forum__in=public, told_at__isnull=False)
        .exclude(outcome__in=_NOT_SHOWN)
        .select_related("case__forum", "rule", "law")
    )
    found = after_key(decisions, order=["pk"], cursor=cursor, size=SIZE)
    return [_entry(decision) for decision in found.rows], found.next


def _entry(decision: Decision) -> Entry:
    case = decision.case
    assert case.forum is not None
    return Entry(
        day=timezone.localtime(decision.made_at, timezone.get_default_timezone()).date(),
        forum=case.forum.name,
        kind=KINDS.get(case.target_type, ""),
        outcome=OUTCOMES[decision.outcome].done,
        ground=_ground(decision),
        learned=_learned(decision),
        person=pseudonym(case.subject_id, decision.made_at) if case.subject_id else "",
        is_reversed=decision.undone_at is not None,
    )


def _ground(decision: Decision) -> str:
    basis = decision.basis
    if basis is None:
        return _("care of the thread") if decision.ground == Decision.Ground.CARE else ""
    title = basis.in_language()[0]
    if decision.law is not None:
        return f"{decision.law.reference}: {title}"
    assert decision.rule is not None
    return _("House rule %(number)s: %(title)s") % {"number": decision.rule.number, "title": title}


def _learned(decision: Decision) -> str:
    """How the moderators came to know of it; a notice weighs more than a report, and both more than their own eyes."""
    if decision.before.get("notices"):
        return _("a legal notice")
    if decision.before.get("reports"):
        return _("a report")
    if decision.case.kind == Case.Kind.HELD:
        return _("a filter that holds posts")
    return _("the moderators' own eyes")
