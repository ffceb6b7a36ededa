"""What happened to a case, in order, from its rows and the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit.models import AuditEntry
from moderation.decisions.models import Decision
from moderation.law import taxonomy
from moderation.sanctions.wording import in_words

from .outcomes import OUTCOMES

if TYPE_CHECKING:
    from .page import CasePage

_MOST = 200


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    who: Member | None = None  # linked to their dossier
    quote: str = ""
    kind: str = ""


def timeline(page: CasePage, viewer: Member) -> list[Entry]:
    """One query at most. What has rows of its own comes from them; claims, snoozes and handing over are in the audit log only."""
    # The author does not learn who reported, not even where the author moderates.
    is_own = page.case.subject_id == viewer.pk
    entries = [Entry(page.case.opened_at, _opened(page), kind="opened")]
    entries += _said(page, is_own)
    # What colleagues say about it among themselves is not for whom it is about either.
    entries += [Entry(note.created_at, _("noted"), note.author, note.body, "note") for note in page.notes if not is_own]
    entries += _edits(page)
    for decision in page.decisions:
        # An answer to whoever reported it may name them.
        entries += _decided(decision, is_silent=is_own and page.appeal is not None and page.appeal.redress.role == "notifier")
    entries += _of_kind(page, is_own)
    entries += _acts(page)
    return sorted(entries, key=lambda entry: entry.at)


def _said(page: CasePage, is_own: bool) -> Iterator[Entry]:
    """Reports with what was added to them, and legal notices."""
    for report in page.reports:
        who = None if is_own else report.reporter
        said = _("reported: %(reason)s") % {"reason": report.reason.name}
        yield Entry(report.created_at, said, who, "" if is_own else report.note, "report")
        for addition in report.additions.all():
            yield Entry(addition.created_at, _("added to the report"), who, "" if is_own else addition.body, "report")
        if report.state == report.State.WITHDRAWN and report.decided_at:
            yield Entry(report.decided_at, _("withdrew the report"), who, kind="report")
    for item in page.notices:
        notice = item.notice
        who = None if is_own else notice.member
        category = taxonomy.category_label(notice.category, notice.keyword)
        if notice.flagger is not None:
            said = _("Trusted flagger %(name)s gave notice: %(category)s") % {
                "name": notice.flagger.name,
                "category": category,
            }
        elif who is not None:
            said = _("gave notice: %(category)s") % {"category": category}
        else:
            said = _("Somebody gave notice: %(category)s") % {"category": category}
        yield Entry(notice.made_at, said, who if notice.flagger is None else None, kind="notice")


def _edits(page: CasePage) -> Iterator[Entry]:
    """Each edit since the thing was written: what a revision says was replaced when the next one was written."""
    if not page.revisions:
        return
    post = page.thing
    later = [*((revision.written_at, revision.written_by) for revision in page.revisions[1:]), (post.edited_at, post.edited_by)]
    for revision, (at, who) in zip(page.revisions, later, strict=True):
        if at is not None:
            yield Entry(at, _("edited version %(number)s") % {"number": revision.number}, who, revision.reason, "edit")


def _decided(decision: Decision, *, is_silent: bool) -> Iterator[Entry]:
    done = str(OUTCOMES[decision.outcome].done)
    ground = str(decision.basis) if decision.basis else ""
    if decision.ground == Decision.Ground.CARE:
        ground = _("care of the thread")
    if decision.is_manifest:
        ground = _("%(ground)s, evident to anybody") % {"ground": ground}
    said = (
        _("decided: %(done)s, ground: %(ground)s") % {"done": done, "ground": ground}
        if ground
        else _("decided: %(done)s") % {"done": done}
    )
    if decision.second_by is not None:
        said = _("%(said)s, together with %(name)s") % {"said": said, "name": decision.second_by.name}
    yield Entry(decision.made_at, said, decision.by, "" if is_silent else decision.message, "decision")
    for sanction in decision.sanctions.all():
        words = in_words(sanction.kind, _hours(sanction.starts_at, sanction.ends_at))
        yield Entry(sanction.starts_at, _("Sanction: %(words)s") % {"words": words}, None, sanction.off_ladder, "sanction")
        if sanction.acknowledged_at:
            yield Entry(sanction.acknowledged_at, _("The member has read it."), kind="sanction")
        if sanction.lifted_at:
            yield Entry(sanction.lifted_at, _("The sanction was lifted early."), None, sanction.lift_reason, "sanction")
    if decision.undone_at:
        yield Entry(decision.undone_at, _("took the decision back"), decision.undone_by, kind="decision")


def _of_kind(page: CasePage, is_own: bool) -> Iterator[Entry]:
    proposal, appeal = page.proposal, page.appeal
    if proposal is not None:
        yield Entry(proposal.made_at, _("proposed it"), proposal.by, kind="opened")
        if proposal.heard_at:
            yield Entry(proposal.heard_at, _("gave their view"), proposal.member, proposal.heard_text, "report")
    if appeal is not None and not is_own:
        yield Entry(appeal.made_at, _("objected"), appeal.redress.member, kind="report")


def _acts(page: CasePage) -> list[Entry]:
    if not page.people.any_acts:
        return []
    words = {
        "case.claimed": _("claimed the case"),
        "case.unclaimed": _("let the case go"),
        "case.snoozed": _("snoozed the case"),
        "case.woken": _("woke the case"),
        "case.passed": _("passed the case on"),
    }
    acts = (
        AuditEntry.objects.filter(target_type="case", target_id=page.case.pk, verb__in=words)
        .select_related("actor")
        .order_by("sequence")[:_MOST]
    )
    return [Entry(act.at, words[act.verb], act.actor, kind="act") for act in acts]


def _hours(start: datetime, end: datetime | None) -> int | None:
    return None if end is None else max(1, round((end - start).total_seconds() / 3600))


def _opened(page: CasePage) -> str:
    case = page.case
    if case.kind == case.Kind.HELD:
        return _("Held before it was published: %(rule)s") % {"rule": case.label}
    if case.kind == case.Kind.SPOT:
        return _("Opened by a moderator on the spot")
    if case.kind == case.Kind.CHANGED:
        return _("The author has changed it")
    return _("Case opened")
