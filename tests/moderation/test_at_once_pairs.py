"""Every two acts on one case at the same moment, with two database connections: whatever comes first, nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations_with_replacement
from queue import Queue
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.groups import ensure_built_in
from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from community.core.models import SiteSettings
from forums.composing import actions as composing
from forums.composing import editing
from forums.composing.recount import recount
from forums.models import Forum
from forums.posts.models import Post
from moderation.appeals import actions as appealing
from moderation.appeals.models import Appeal, Redress
from moderation.audit.models import AuditEntry
from moderation.cases import actions
from moderation.cases.actions import AlreadyClaimed
from moderation.cases.models import Case, CaseNote
from moderation.decisions import actions as decisions
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import RESTRICTING, Decision, Rule
from moderation.defaults import ensure
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report, ReportAddition
from moderation.sanctions import actions as sanctioning
from moderation.sanctions import standing
from moderation.sanctions.models import Kind, Sanction
from moderation.sanctions.plan import Plan
from moderation.statements.models import Statement
from tests import make

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
# What somebody who came second is told. Anything else is a fault: a deadlock, a broken constraint, a lost row.
POLITE = (StaleCase, Refused, AlreadyClaimed, ValidationError, editing.StaleEdit)
WAIT = 60


@dataclass
class Scene:
    """One post of one author in one thread, reported by one witness: nothing of it is shared with another pair."""

    names: tuple[str, str]
    case: Case
    post: Post
    author: Member
    witness: Member
    second: Member
    people: dict[str, Member]
    elsewhere: Forum
    decision: Decision | None = None
    results: list[Any] = field(default_factory=list)

    def __str__(self) -> str:
        said = [type(result).__name__ if isinstance(result, Exception) else "done" for result in self.results]
        return f"{self.names[0]} ({said[0]}) with {self.names[1]} ({said[1]})"

    @property
    def done(self) -> list[str]:
        return [name for name, result in zip(self.names, self.results, strict=True) if not isinstance(result, Exception)]

    def sanction(self) -> Sanction:
        return Sanction.objects.get(decision=self.decision)


def decide(outcome: str, sanction: Plan | None = None) -> Callable[[Scene, Member], Any]:
    def act(scene: Scene, by: Member) -> Any:
        rule = None if outcome == "keep" else Rule.objects.get(number=4)
        return decisions.decide(by=by, case=scene.case, outcome=outcome, rule=rule, version=scene.case.version, sanction=sanction)

    return act


def _mine(scene: Scene) -> Report:
    return Report.objects.get(case=scene.case, reporter=scene.witness)


def _post(scene: Scene) -> Post:
    return Post.objects.select_related("thread__forum", "author").get(pk=scene.post.pk)


WARNING = Plan(Kind.WARNING, off_ladder="It fits.")
READ_ONLY = Plan(Kind.READ_ONLY, hours=24, off_ladder="It fits.", hearing="danger")
# Acts on an open case ...
OPEN: dict[str, Callable[[Scene, Member], Any]] = {
    "keep": decide("keep"),
    "hide": decide("hide", READ_ONLY),
    "remove": decide("remove"),
    "remind": decide("remind", WARNING),
    "revise": decide("revise"),
    "claim": lambda s, by: actions.claim(by=by, case=s.case),
    "take over": lambda s, by: actions.claim(by=by, case=s.case, take_over=True),
    "unclaim": lambda s, by: actions.unclaim(by=by, case=s.case),
    "note": lambda s, by: actions.note(by=by, case=s.case, body="Look at the link."),
    "snooze": lambda s, by: actions.snooze(by=by, case=s.case, until=timezone.now() + timedelta(hours=1)),
    "report": lambda s, by: reporting.report(
        by=s.people["witness of " + by.username], target_type="post", thing=_post(s), reason=Reason.objects.get(slug="spam")
    ),
    "withdraw": lambda s, by: reporting.withdraw(by=s.witness, report=_mine(s)),
    "add": lambda s, by: reporting.add(by=s.witness, report=_mine(s), body="Two more links."),
    "author edits": lambda s, by: editing.edit(by=s.author, post=_post(s), body="Better words.", version=s.post.version),
    "author takes back": lambda s, by: composing.delete_own(by=s.author, post=_post(s)),
    "move": lambda s, by: interventions.move(by=by, thread=_post(s).thread, forum=s.elsewhere),
}
if hasattr(actions, "pass_on"):
    OPEN["pass on"] = lambda s, by: actions.pass_on(by=by, case=s.case, to=s.people["third"], note="Please.")  # type: ignore[attr-defined]
# ... and on one that was decided: the post is hidden, its author read-only and warned to read why.
DECIDED: dict[str, Callable[[Scene, Member], Any]] = {
    "undo": lambda s, by: decisions.undo(by=by, decision=s.decision),  # type: ignore[arg-type]
    "appeal": lambda s, by: appealing.appeal(
        way=Redress.objects.get(decision=s.decision, role=Redress.Role.AFFECTED), text="It was no advertising.", by=s.author
    ),
    "lift": lambda s, by: sanctioning.lift(by=by, sanction=s.sanction(), reason="Enough."),
    "acknowledge": lambda s, by: sanctioning.acknowledge(by=s.author, sanction=s.sanction()),
}
WITH_DECIDED = ["keep", "claim", "note", "report", "add", "author edits", "author takes back", "move"]
PAIRS = [
    *combinations_with_replacement(OPEN, 2),
    *combinations_with_replacement(DECIDED, 2),
    *((late, early) for late in DECIDED for early in WITH_DECIDED),
]


@pytest.fixture
def scenes(transactional_db, forum, alice, mona, max, settings) -> list[Scene]:
    """All of them at once, so that the tables are filled and emptied one time."""
    ensure_built_in(using="default")
    ensure(using="default")
    SiteSettings(reports_a_day=30_000, newcomer_posts_held=0).save()
    elsewhere = make.forum("Elsewhere")
    spam = Reason.objects.get(slug="spam")
    witnesses = {name: make.member(f"witness-{name}") for name in ("first", "mona", "max")}
    people = {
        "third": make.member("third", trust=4, groups=["moderators"]),
        "witness of mona": witnesses["mona"],
        "witness of max": witnesses["max"],
    }
    authors = Member.objects.bulk_create(
        [Member(username=f"author{n}", username_folded=f"author{n}", trust=1) for n in range(len(PAIRS))]
    )
    found = []
    for author, names in zip(authors, PAIRS, strict=True):
        with transaction.atomic():
            thread = make.thread(by=alice, forum=forum, title=" with ".join(names), posts=2, repliers=[author])
            post = thread.posts.get(number=2)
            case = reporting.report(by=witnesses["first"], target_type="post", thing=post, reason=spam).case
            scene = Scene(names, case, post, author, witnesses["first"], witnesses["mona"], people, elsewhere)
            if set(names) & set(DECIDED):
                scene.decision = decide("hide", READ_ONLY)(scene, people["third"])
            scene.case = Case.objects.get(pk=case.pk)
            found.append(scene)
    return found


class Worker(threading.Thread):
    """One person with a database connection of their own, for the whole test."""

    def __init__(self, gate: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self.gate, self.work, self.answers = gate, Queue(), Queue()  # type: ignore[var-annotated]

    def run(self) -> None:
        while (act := self.work.get()) is not None:
            self.gate.wait(WAIT)
            try:
                self.answers.put(act())
            except Exception as error:
                self.answers.put(error)
        connection.close()


def test_every_two_acts_at_once_lose_nothing(scenes, mona, max):
    acts = OPEN | DECIDED
    gate = threading.Barrier(2)
    workers = [Worker(gate), Worker(gate)]
    for worker in workers:
        worker.start()
    for scene in scenes:
        for worker, name, by in zip(workers, scene.names, (mona, max), strict=True):
            worker.work.put(lambda act=acts[name], scene=scene, by=Member.objects.get(pk=by.pk): act(scene, by))
        scene.results = [worker.answers.get(timeout=WAIT) for worker in workers]
    for worker in workers:
        worker.work.put(None)
        worker.join(WAIT)

    wrong = [f"{scene}: {fault}" for scene in scenes for fault in faults_of(scene)]
    wrong += [f"counter: {drift}" for drift in recount(repair=False)]
    wrong += faults_of_the_ledger()
    assert not wrong, "\n".join(wrong)
    call_command("verify_audit")
    assert len(scenes) > 170


def faults_of(scene: Scene):
    """Everything that must hold of this post, its author and its cases, whatever came first."""
    for result in scene.results:
        if isinstance(result, Exception) and not isinstance(result, POLITE):
            yield f"{type(result).__name__}: {result}"
    # Nobody is in the way of somebody who only looks, writes a note or reports.
    for name, result in zip(scene.names, scene.results, strict=True):
        if name == "note" and isinstance(result, Exception):
            yield f"a note was refused: {result}"
    post, author = Post.objects.select_related("thread").get(pk=scene.post.pk), Member.objects.get(pk=scene.author.pk)
    cases = list(Case.objects.filter(target_type="post", target_id=post.pk))
    standing_ones = list(Decision.objects.filter(case__in=cases, undone_at=None).order_by("pk"))
    count = Counter(scene.done)
    for case in cases:
        stands = sum(decision.case_id == case.pk for decision in standing_ones)
        if (case.state == Case.State.DECIDED and stands != 1) or (case.state != Case.State.DECIDED and stands):
            # A successful appeal ends the decision and leaves its case decided; none is decided here.
            yield f"case {case.state} with {stands} standing decisions"
        open_reports = case.reports.filter(state=Report.State.OPEN).count()
        if open_reports and not case.is_open:
            yield f"{open_reports} open reports in a {case.state} case"
        if case.report_count != case.reports.exclude(state=Report.State.WITHDRAWN).count():
            yield f"report_count is {case.report_count}"
        if case.is_open and case.forum_id != post.thread.forum_id:
            yield "the open case is in another forum than its thread"
    reports = Report.objects.filter(case__in=cases)
    if reports.count() != 1 + count["report"]:
        yield f"{reports.count()} reports"
    if reports.filter(state=Report.State.WITHDRAWN).count() != min(1, count["withdraw"]):
        yield "a withdrawal was lost"
    if CaseNote.objects.filter(case=scene.case).count() < count["note"]:
        yield "a note was lost"
    if ReportAddition.objects.filter(report__in=reports).count() != count["add"]:
        yield "an addition was lost"
    taken_down = [decision for decision in standing_ones if decision.outcome in ("hide", "remove", "revise")]
    restricted = post.state in (Post.State.HIDDEN, Post.State.REMOVED)
    if restricted and not taken_down:
        yield f"{post.state} without a standing decision"
    if taken_down and post.state == Post.State.PUBLISHED:
        yield f"published although {taken_down[-1].outcome} stands"
    if count["author takes back"] and not taken_down and post.state == Post.State.PUBLISHED:
        yield "its author took it back, and it is there"
    if count["author edits"] and post.source != "Better words.":
        yield "an edit was lost"
    if count["snooze"] and any(case.is_open and case.snoozed_until is None for case in cases if case.pk == scene.case.pk):
        yield "a snooze was lost"
    with transaction.atomic():
        moved = standing.apply(author)
    if moved:
        yield "the author's columns do not say what the sanctions say"
    appeals = Appeal.objects.filter(redress__decision__case__in=cases)
    if appeals.count() != count["appeal"]:
        yield "an appeal was lost"
    for appeal in appeals.select_related("redress__decision", "case"):
        undone = appeal.redress.decision.undone_at is not None
        if undone != (appeal.state == Appeal.State.MOOT):
            yield f"appeal {appeal.state} against a decision that {'was taken back' if undone else 'stands'}"
        if appeal.case is not None and appeal.case.is_open != (appeal.state == Appeal.State.OPEN):
            yield f"appeal {appeal.state} with its case {appeal.case.state}"


def faults_of_the_ledger():
    for decision in Decision.objects.select_related("case"):
        statements = Statement.objects.filter(decision=decision).count()
        expected = int(decision.outcome in RESTRICTING or decision.sanctions.exists())
        if statements != expected:
            yield f"decision {decision.pk} ({decision.outcome}) has {statements} statements"
        if decision.told_at is None and decision.undone_at is None:
            yield f"nobody was told of decision {decision.pk}"
        told = Notification.objects.filter(event__startswith=f"decision:{decision.pk}:report:").count()
        if told != len(decision.before["reports"]):
            yield f"decision {decision.pk} told {told} of {len(decision.before['reports'])} reporters"
        made = AuditEntry.objects.filter(verb__startswith="case.decided", data__decision=decision.pk).count()
        undone = AuditEntry.objects.filter(verb="case.undone", data__decision=decision.pk).count()
        if (made, undone) != (1, int(decision.undone_at is not None)):
            yield f"the log has decision {decision.pk} {made} times, and {undone} times taken back"
    twice = Counter(Notification.objects.values_list("member", "event"))
    yield from (f"told twice: {key}" for key, times in twice.items() if times > 1)
    for sanction in Sanction.objects.select_related("decision"):
        if (sanction.undone_at is None) != (sanction.decision.undone_at is None):
            yield f"sanction {sanction.pk} does not stand as its decision does"
