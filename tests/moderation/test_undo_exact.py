"""Two hundred decisions taken back, in whatever order: but for the record, the database says what it said before."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.utils import timezone

from forums.composing import actions as composing
from forums.composing.recount import recount
from forums.posts import levers as post_levers
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.cases.outcomes import offered
from moderation.cases.targets import TARGETS
from moderation.decisions import actions as decisions
from moderation.decisions.models import RESTRICTING, Decision, Rule
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.sanctions.models import Hearing, Kind, Sanction, Scope
from moderation.sanctions.plan import Plan
from moderation.tasks import weigh_open_cases
from tests import make
from tests.moderation import whole

CASES = 200
WORDS = [
    "Cheap followers, ten for a penny, write to me.",
    "You have no idea what you are talking about, go home.",
    "My neighbour lives at 12 Mill Lane, ring his bell at night.",
    "Has anybody tried hide glue for this? Mine went mouldy.",
    "Wrong forum, I know, but does anyone sell a bandsaw?",
]


@pytest.fixture
def people(db):
    return [make.member(f"writer{n}") for n in range(12)]


@pytest.fixture
def witnesses(db):
    return [make.member(f"witness{n}") for n in range(6)]


def queue_of(n, forum, people, witnesses, *, apart) -> list[Case]:
    """n cases of every kind; `apart` gives each a thread of its own, otherwise many stand in the same few threads."""
    from community.core.models import SiteSettings

    SiteSettings(reports_a_day=10_000, newcomer_posts_held=0, double_review_percent=100).save()
    reasons = list(Reason.objects.all())
    threads = [
        make.thread(
            by=people[k % len(people)],
            forum=forum,
            title=f"Question {k}",
            body=WORDS[k % 5],
            posts=3 + k % 3,
            repliers=people[k % 7 : k % 7 + 3],
            tags=["glue"],
        )
        for k in range(n if apart else n // 6)
    ]
    for k in range(n):
        thread = threads[k % len(threads)]
        round_ = k // len(threads)
        by = [witnesses[k % 6], witnesses[(k + 1) % 6]][: 1 + k % 2]
        if k % 5 == 4:
            if k % 20 == 19:
                begun = make.thread(by=people[k % 12], forum=forum, title=f"First thread {k}", state="held")
                Thread.objects.filter(pk=begun.pk).update(recent_posters=[begun.author_id])  # as composing leaves it
                _wait(make.opening(begun))
                continue
            held = make.post(thread, by=people[(k + 3) % len(people)], body=f"{WORDS[k % 5]} {k}", state="held")
            _wait(held)
            continue
        if k % 17 == 3:
            kind, thing = "member", people[k % len(people)]
        elif k % 11 == 2 and round_ == 0:
            kind, thing = "thread", thread
        else:
            kind, thing = "post", thread.posts.filter(state="published").order_by("number")[round_ % 3]
        for witness in by:
            if not _has_open_report(witness, kind, thing):
                reporting.report(by=witness, target_type=kind, thing=thing, reason=reasons[k % 5], note="Look.")
    return list(Case.objects.order_by("pk"))


def _wait(post) -> None:
    from forums.composing.submission import Outcome, Verdict
    from forums.signals import post_held

    post_held.send(type(post), post=post, verdict=Verdict(Outcome.HOLD, rule="first posts", message="A moderator reads first."))


def _has_open_report(by, kind, thing) -> bool:
    return Report.objects.filter(reporter=by, case__target_type=kind, case__target_id=thing.pk, state="open").exists()


def plans(forum):
    return [
        None,
        Plan(Kind.REMINDER, points=1),
        Plan(Kind.WARNING, points=2),
        None,
        Plan(Kind.NO_LINKS, hours=24),
        Plan(Kind.HOLD, points=3, hours=72),
        Plan(Kind.READ_ONLY, points=2, hours=24),
        Plan(Kind.READ_ONLY, hours=24, scope=Scope.FORUM, forum_id=forum.pk),
        Plan(Kind.SUSPEND, points=4, hours=24, hearing=Hearing.SPAM),
        Plan(Kind.SUSPEND, points=4, hours=48),  # waits for a hearing
        None,
    ]


def decide_all(cases, by, forum) -> list[Decision]:
    """Every outcome that is offered, in turn, with and without a sanction."""
    rule = Rule.objects.get(number=4)
    wanted = plans(forum)
    turn: Counter[tuple[str, str]] = Counter()
    made = []
    for k, case in enumerate(cases):
        case.refresh_from_db()
        target = TARGETS[case.target_type]
        thing = target.load(case.target_id)
        outcomes = offered(case.target_type, target.state(thing))
        kind = case.target_type, target.state(thing)
        turn[kind] += 1
        outcome = outcomes[turn[kind] % len(outcomes)]
        plan = wanted[k % len(wanted)] if outcome.needs_ground else None
        if plan is not None:
            plan = replace(plan, off_ladder="It fits what happened.")
        made.append(
            decisions.decide(
                by=by,
                case=case,
                outcome=outcome.name,
                rule=rule if outcome.needs_ground else None,
                version=case.version,
                sanction=plan,
                message=f"Because of {k}." if k % 3 else "",
            )
        )
    return made


@pytest.mark.parametrize("order", ["reverse", "random"])
def test_two_hundred_decisions_taken_back_leave_everything_as_before(order, forum, people, witnesses, mona):
    make.forum("Garden")  # where everybody can still write who is read-only in the workshop
    apart = order == "random"
    cases = queue_of(CASES // 2 if apart else CASES, forum, people, witnesses, apart=apart)
    weigh_open_cases()
    before = whole.picture()

    made = decide_all(cases, mona, forum)
    outcomes = Counter(decision.outcome for decision in made)
    assert {"keep", "remind", "revise", "hide", "remove", "release", "reject", "lock"} <= set(outcomes), outcomes
    assert Sanction.objects.count() > 20
    assert Decision.objects.filter(outcome__in=RESTRICTING, statement=None).count() == 0
    assert whole.differences(before, whole.picture())

    taken = list(reversed(made))
    if order == "random":
        random.Random(7).shuffle(taken)
    for decision in taken:
        decisions.undo(by=mona, decision=decision)
    weigh_open_cases()

    assert whole.differences(before, whole.picture()) == []
    assert list(recount(repair=False)) == []
    call_command("verify_audit")


def test_the_comparison_notices_what_changed(case, reported, mona, spam):
    before = whole.picture()
    assert whole.differences(before, whole.picture()) == []

    post_levers.hide(reported)

    assert f"posts.Post {reported.pk}.state was 'published' and is 'hidden'" in whole.differences(before, whole.picture())
    assert any("search index" in line for line in whole.differences(before, whole.picture()))


def test_a_post_written_after_a_release_keeps_its_number_when_the_release_is_taken_back(thread, nina, bob, mona):
    waiting = composing.reply(by=nina, thread=thread, body="Hello, I am new here.")
    decision = decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)
    later = composing.reply(by=bob, thread=thread, body="Welcome.")

    decisions.undo(by=mona, decision=decision)

    later.refresh_from_db()
    waiting.refresh_from_db()
    assert (later.number, later.state) == (4, "published")
    assert (waiting.state, waiting.published_at) == ("held", None)
    assert later.published_at < timezone.now()
    assert list(recount(repair=False)) == []
