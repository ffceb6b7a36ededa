"""What would happen to each of many cases, before anything does. A fixed number of queries for posts, threads and members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import Decision as Answer
from community.core.decisions import denied
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases import policies
from moderation.cases.models import Case
from moderation.cases.outcomes import Outcome, offered
from moderation.cases.targets import TARGETS
from moderation.reports.models import Report

from .plan import Plan, can_be_in_bulk

_STATES = {"post": Post, "thread": Thread}


@dataclass(frozen=True)
class Line:
    case: Case
    outcome: Outcome | None  # None where nothing was chosen yet
    allowed: Answer


@dataclass(frozen=True)
class Rehearsal:
    lines: list[Line]
    authors: int  # who will be told, each once
    reporters: int

    @property
    def carried_out(self) -> list[Line]:
        return [line for line in self.lines if line.allowed and line.outcome is not None]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if not line.allowed]


def rehearse(by: Member, cases: Sequence[Case], plan: Plan | None) -> Rehearsal:
    """`cases` come with subject, forum, reason and claimed_by. Without a plan only whether the viewer could judge each."""
    states = _states(cases)
    said = _reporters(cases)
    lines = []
    for case in cases:
        state = states.get((case.target_type, case.target_id))
        outcome = plan.outcome_for(state) if plan is not None else None
        lines.append(Line(case, outcome, _allowed(by, case, state, outcome, has_reported=by.pk in said[case.pk])))
    done = [line for line in lines if line.allowed and line.outcome is not None]
    authors = {line.case.subject_id for line in done if line.outcome is not None and line.outcome.tells_author}
    reporters = {who for line in done for who in said[line.case.pk]}
    return Rehearsal(lines, len(authors - {None}), len(reporters))


def _allowed(by: Member, case: Case, state: str | None, outcome: Outcome | None, *, has_reported: bool) -> Answer:
    if not case.is_open:
        return denied(_("This case is decided."))
    if not can_be_in_bulk(case):
        return denied(_("Proposals and objections are decided one by one."))
    if outcome is None:
        return policies.can_judge(by, case, has_reported=has_reported)
    return policies.can_decide(by, case, outcome, offered(case.target_type, state), has_reported=has_reported)


def _states(cases: Sequence[Case]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for case in cases:
        wanted[case.target_type].add(case.target_id)
    found: dict[tuple[str, int], str] = {}
    for kind, pks in wanted.items():
        model = _STATES.get(kind)
        if model is not None:
            found |= {(kind, pk): state for pk, state in model.objects.filter(pk__in=pks).values_list("pk", "state")}  # type: ignore[attr-defined]
            continue
        # Members and images seldom come in floods.
        for pk in pks:
            thing = TARGETS[kind].load(pk)
            if thing is not None:
                found[kind, pk] = TARGETS[kind].state(thing)
    return found


def _reporters(cases: Sequence[Case]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    said = Report.objects.filter(case__in=[case.pk for case in cases], state=Report.State.OPEN)
    for case_id, reporter_id in said.values_list("case_id", "reporter_id"):
        found[case_id].add(reporter_id)
    return found
