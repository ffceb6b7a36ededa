"""What happened to a case, in order, from its rows and the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit.models import AuditEntry

from .outcomes import OUTCOMES

if TYPE_CHECKING:
    from .queries import CasePage

_MOST = 200


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    who: Member | None = None  # linked to their dossier
    quote: str = ""
    kind: str = ""


def timeline(page: CasePage, viewer: Member) -> list[Entry]:
    """One query. Reports, notes and decisions are their own rows; claims and snoozes stand in the audit log only."""
    case = page.case
    # The author does not learn who reported, not even where the author moderates.
    is_own = case.subject_id == viewer.pk
    entries = [Entry(case.opened_at, _opened(page), kind="opened")]
    for report in page.reports:
        entries.append(
            Entry(
                report.created_at,
                _("reported: %(reason)s") % {"reason": report.reason.name},
                None if is_own else report.reporter,
                "" if is_own else report.note,
                "report",
            )
        )
        if report.state == report.State.WITHDRAWN and report.decided_at:
            who = None if is_own else report.reporter
            entries.append(Entry(report.decided_at, _("withdrew the report"), who, kind="report"))
    for note in page.notes:
        entries.append(Entry(note.created_at, _("noted"), note.author, note.body, "note"))
    for decision in page.decisions:
        done = str(OUTCOMES[decision.outcome].done)
        ground = str(decision.rule) if decision.rule else ""
        said = (
            _("decided: %(done)s, ground: %(ground)s") % {"done": done, "ground": ground}
            if ground
            else _("decided: %(done)s") % {"done": done}
        )
        entries.append(Entry(decision.made_at, said, decision.by, decision.message, "decision"))
        if decision.undone_at:
            entries.append(Entry(decision.undone_at, _("took the decision back"), decision.undone_by, kind="decision"))
    words = {
        "case.claimed": _("claimed the case"),
        "case.unclaimed": _("let the case go"),
        "case.snoozed": _("snoozed the case"),
        "case.woken": _("woke the case"),
    }
    acts = (
        AuditEntry.objects.filter(target_type="case", target_id=case.pk, verb__in=words)
        .select_related("actor")
        .order_by("sequence")[:_MOST]
    )
    entries += [Entry(act.at, words[act.verb], act.actor, kind="act") for act in acts]
    return sorted(entries, key=lambda entry: entry.at)


def _opened(page: CasePage) -> str:
    case = page.case
    if case.kind == case.Kind.HELD:
        return _("Held before it was published: %(rule)s") % {"rule": case.label}
    if case.kind == case.Kind.SPOT:
        return _("Opened by a moderator on the spot")
    return _("Case opened")
