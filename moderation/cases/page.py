"""Everything the page of one case shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Exists, IntegerField, QuerySet, Subquery
from django.utils import timezone

from forums.posts.models import Post, Revision
from moderation.appeals import queries as appealed
from moderation.appeals.models import Appeal
from moderation.audit.models import AuditEntry
from moderation.decisions.models import RESTRICTING, Decision
from moderation.legal_notices import queries as noticed
from moderation.legal_notices.models import NoticeItem
from moderation.proposals.models import Proposal
from moderation.reports.models import Report
from moderation.sanctions.models import Sanction

from .models import Case, CaseNote
from .targets import TARGETS, Neighbour, around

MOST_REVISIONS = 30
RECENT = timedelta(days=30)
# What stands in the audit log only.
TOLD_BY_THE_LOG = ("case.claimed", "case.unclaimed", "case.snoozed", "case.woken", "case.passed")
_JUDGED = (Report.State.UPHELD, Report.State.DECLINED)


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class _Points(Subquery):
    template = "(SELECT COALESCE(SUM(counted.points), 0) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class People:
    """Numbers about those concerned, each with its base."""

    strikes: int = 0  # sanctions whose points still count
    points: int = 0
    recent: int = 0  # decisions against them in the last 30 days
    decisions_against: int = 0
    reports_against: int = 0
    reports_against_upheld: int = 0
    reporters_decided: int = 0
    reporters_upheld: int = 0
    same_text: int = 0  # other cases about the same words
    # Whether there is any to be fetched: most cases have none, and what is not there shall cost nothing.
    any_notes: bool = False
    any_decisions: bool = False
    any_notices: bool = False
    any_acts: bool = False


@dataclass
class CasePage:
    case: Case
    thing: Any
    state: str | None
    changed: bool  # edited since it was reported
    reports: list[Report]
    notes: list[CaseNote]
    decisions: list[Decision]
    notices: list[NoticeItem]
    revisions: list[Revision]
    people: People
    neighbours: list[Neighbour] = field(default_factory=list)
    proposal: Proposal | None = None
    appeal: Appeal | None = None

    @property
    def standing(self) -> Decision | None:
        return next((decision for decision in self.decisions if decision.undone_at is None), None)

    def has_reported(self, member_id: int) -> bool:
        """Whether this person said something about it that is still to be judged: a report, or a legal notice."""
        return any(report.reporter_id == member_id and report.state == Report.State.OPEN for report in self.reports) or any(
            item.notice.member_id == member_id and item.state == NoticeItem.State.OPEN for item in self.notices
        )


def case_page(case: Case) -> CasePage:
    """Everything but the audit entries. `case` comes with subject, forum, reason and claimed_by. At most thirteen queries."""
    target = TARGETS[case.target_type]
    appeal = appealed.appeals().filter(case=case).first() if case.target_type == Case.Target.APPEAL else None
    thing = appeal if case.target_type == Case.Target.APPEAL else target.load(case.target_id)
    if isinstance(thing, Proposal | Appeal):
        thing.case = case
    # A decided case stays with the forum it was decided in; what its thread says elsewhere is not for that forum's moderators.
    is_here = thing is not None and target.forum_id(thing) == case.forum_id
    said = case.reports.select_related("reporter", "reason").defer("snapshot")
    reports = list(said.prefetch_related("additions").order_by("pk"))
    known = people(case, reports)
    past = case.decisions.select_related("by", "second_by", "undone_by", "rule", "law", "statement")
    return CasePage(
        case=case,
        thing=thing,
        state=target.state(thing) if thing is not None else None,
        changed=thing is not None and target.version(thing) != case.snapshot.get("version"),
        reports=reports,
        notes=list(case.notes.select_related("author")) if known.any_notes else [],
        decisions=list(past.prefetch_related("sanctions")) if known.any_decisions else [],
        notices=noticed.items_of(case) if known.any_notices else [],
        revisions=_revisions(thing) if is_here and isinstance(thing, Post) and thing.version > 1 else [],
        people=known,
        neighbours=around(target, thing, case.snapshot) if is_here else [],
        proposal=thing if isinstance(thing, Proposal) else None,
        appeal=appeal,
    )


def _revisions(post: Post) -> list[Revision]:
    """What the post said before each of its last edits, the oldest first."""
    found = Revision.objects.filter(post=post).select_related("written_by").order_by("-number")[:MOST_REVISIONS]
    return list(found)[::-1]


def people(case: Case, reports: list[Report]) -> People:
    """One query, however much history there is. Withdrawn and open reports do not count as a base."""
    acts = AuditEntry.objects.filter(target_type="case", target_id=case.pk, verb__in=TOLD_BY_THE_LOG)
    counts: dict[str, Any] = {
        "any_notes": Exists(CaseNote.objects.filter(case=case.pk)),
        "any_decisions": Exists(Decision.objects.filter(case=case.pk)),
        "any_notices": Exists(NoticeItem.objects.filter(case=case.pk)),
        "any_acts": Exists(acts),
    }
    if case.subject_id is not None:
        against = Report.objects.filter(case__subject=case.subject_id)
        decided = Decision.objects.filter(case__subject=case.subject_id, undone_at=None, outcome__in=RESTRICTING)
        points = Sanction.objects.counting().filter(member=case.subject_id)
        counts |= {
            "strikes": _Count(_plain(points)),
            "points": _Points(points.order_by().values("points")),
            "recent": _Count(_plain(decided.filter(made_at__gt=timezone.now() - RECENT))),
            "decisions_against": _Count(_plain(decided)),
            "reports_against": _Count(_plain(against.filter(state__in=_JUDGED))),
            "reports_against_upheld": _Count(_plain(against.filter(state=Report.State.UPHELD))),
        }
    reporters = {report.reporter_id for report in reports}
    if reporters:
        by_them = Report.objects.filter(reporter__in=reporters).exclude(case=case.pk)
        counts |= {
            "reporters_decided": _Count(_plain(by_them.filter(state__in=_JUDGED))),
            "reporters_upheld": _Count(_plain(by_them.filter(state=Report.State.UPHELD))),
        }
    if case.text_hash:
        counts["same_text"] = _Count(_plain(Case.objects.filter(text_hash=case.text_hash).exclude(pk=case.pk)))
    found = Case.objects.filter(pk=case.pk).values(**counts).first()
    return People(**(found or {}))


def _plain(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("pk")
