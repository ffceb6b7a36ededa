"""How urgent a case is: a product of factors, in tables, and what it rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from forums.threads.models import Thread
from moderation.cases import opening, priority, weighing
from moderation.cases.models import Case
from moderation.cases.priority import Facts, Voice
from moderation.legal_notices.models import LegalNotice, NoticeItem, TrustedFlagger
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.tasks import weigh_open_cases
from tests import make

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANYBODY = (Voice(),)


def facts(severity: int, *, waited: float = 0, voices=ANYBODY, **more) -> Facts:
    """`waited`: the share of the time until it is due that has passed."""
    opened = NOW - priority.DUE[severity] * waited
    return Facts(
        severity=severity,
        opened_at=opened,
        due_at=priority.due_at(severity=severity, opened_at=opened),
        voices=voices,
        **more,
    )


def score(severity: int, **more) -> int:
    return priority.score(facts(severity, **more), now=NOW)


@pytest.mark.parametrize(
    ("upheld", "decided", "bound"),
    [(0, 0, 0), (1, 1, 0.2065), (5, 5, 0.5655), (6, 6, 0.6097), (20, 20, 0.8389), (100, 100, 0.963), (0, 6, 0), (3, 6, 0.1876),
     (10, 20, 0.2993), (15, 20, 0.5313), (1, 20, 0.0089)],
)  # fmt: skip
def test_the_lower_bound_of_wilsons_interval(upheld, decided, bound):
    assert priority.wilson(upheld, decided) == pytest.approx(bound, abs=0.0001)


@pytest.mark.parametrize(
    ("upheld", "decided", "weight"), [(0, 0, 1), (0, 4, 1), (4, 4, 1), (5, 5, 1.07), (6, 6, 1.11), (20, 20, 1.34), (0, 6, 0.5)]
)
def test_a_voice_counts_as_anybodys_until_five_were_decided_and_never_nothing(upheld, decided, weight):
    assert priority.voice(Voice(upheld, decided)) == pytest.approx(weight, abs=0.005)


@pytest.mark.parametrize(
    ("voices", "factor"),
    [
        ([], 1),
        ([Voice()], 1),
        ([Voice()] * 2, 1.2),
        ([Voice()] * 3, 1.3),
        ([Voice()] * 50, 1.4),
        ([Voice(together=3)] * 3, 1.15),
        ([Voice(0, 6)] * 3, 0.65),
        ([Voice(0, 6), Voice(20, 20)], 1.44),
    ],
)
def test_three_friends_are_not_three_strangers(voices, factor):
    assert priority.together(voices) == pytest.approx(factor, abs=0.005)


@pytest.mark.parametrize(
    ("views", "replies", "factor"), [(0, 0, 1), (9, 0, 1.1), (99, 0, 1.2), (0, 10, 1.2), (999, 0, 1.3), (10**6, 500, 1.4)]
)
def test_reach_grows_slowly_and_ends(views, replies, factor):
    assert priority.reach(views, replies) == pytest.approx(factor, abs=0.005)


@pytest.mark.parametrize(("waited", "factor"), [(-1, 1), (0, 1), (0.5, 1.1), (1, 1.2), (2, 1.6), (5, 2.8), (99, 2.8)])
def test_age_grows_faster_when_it_is_overdue(waited, factor):
    assert priority.age(waited) == pytest.approx(factor)


@pytest.mark.parametrize(
    ("severity", "more", "expected"),
    [
        (1, {}, 8),
        (2, {}, 20),
        (3, {}, 42),
        (4, {}, 75),
        (2, {"voices": ()}, 20),
        (2, {"voices": (Voice(),) * 3}, 26),
        (3, {"voices": (Voice(20, 20),)}, 56),
        (3, {"voices": (Voice(0, 6),)}, 21),
        (3, {"flagger": True, "voices": ()}, 63),
        (3, {"views": 999}, 55),
        (2, {"waited": 2}, 32),
        (4, {"waited": 2}, 100),
    ],
)
def test_the_product(severity, more, expected):
    assert score(severity, **more) == expected


def test_no_crowd_lifts_a_slight_matter_above_a_fresh_grave_one():
    crowd = (Voice(100, 100),) * 50

    assert score(1, voices=crowd, views=10**6, replies=300, waited=9) < score(4)
    assert score(2, voices=(Voice(),) * 50, views=999, waited=1) < score(4)


@pytest.mark.parametrize(("low", "waited"), [(1, 4.5), (2, 4), (3, 3)])
def test_nothing_starves_a_case_long_overdue_comes_before_a_fresh_graver_one(low, waited):
    assert score(low, waited=1) < score(low + 1)
    assert score(low, waited=waited) > score(low + 1)


@pytest.mark.parametrize("severity", [1, 2, 3, 4])
@pytest.mark.parametrize("waited", [0, 0.7, 3.3, 30])
@pytest.mark.parametrize("voices", [(), (Voice(3, 7), Voice()), (Voice(0, 9),)])
def test_the_points_of_all_terms_add_up_to_the_score(severity, waited, voices):
    case = facts(severity, waited=waited, voices=voices, flagger=severity == 3, views=77, replies=3)

    terms = priority.explain(case, now=NOW)

    assert sum(term.points for term in terms) == priority.score(case, now=NOW)
    assert all(str(term.label) for term in terms)
    assert 1 <= priority.score(case, now=NOW) <= 100


def test_views_a_day_are_counted_from_earlier_readings_of_the_counter():
    def views(seen, *marks, days=10.0):
        readings = [((NOW - ago).timestamp(), views) for ago, views in marks]
        return priority.views_a_day(views=seen, began=NOW - timedelta(days=days), marks=readings, now=NOW)

    hours = timedelta(hours=1)
    assert views(1000) == 100, "nobody has looked before: the average of its life"
    assert views(30, days=0.1) == 30
    assert views(1000, (24 * hours, 900)) == 100
    assert views(1000, (12 * hours, 900), (hours / 2, 990)) == 200
    assert views(1000, (hours, 900)) == 800, "an hour counts as three"
    assert views(5, (24 * hours, 900)) == 0


# ---- With the database ------------------------------------------------------------------------------------------------


def history(member, reason: Reason, upheld: int, declined: int) -> None:
    cases = [
        Case(kind="report", state="decided", target_type="post", target_id=10**6 + n, headline="x", opened_at=NOW, due_at=NOW)
        for n in range(upheld + declined)
    ]
    made = Case.objects.bulk_create(cases)
    Report.objects.bulk_create(
        [
            Report(case=case, reporter=member, reason=reason, state="upheld" if n < upheld else "declined")
            for n, case in enumerate(made)
        ]
    )


def test_a_report_by_somebody_who_is_usually_right_is_more_urgent(thread, charlie, spam):
    history(charlie, spam, upheld=20, declined=0)

    Report.objects.update(created_at=NOW - timedelta(days=300))

    case = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case

    case.refresh_from_db()
    assert case.weights["reporters"] == [[20, 20, 0]]
    assert case.priority == weighing.score_of(case) > priority.BASE[spam.severity] * 1.3


def test_two_who_always_report_together_are_found_out(thread, charlie, nina, spam, bob, alice, forum):
    nina.trust = 1
    posts = make.thread(by=alice, forum=forum, posts=4, repliers=[bob]).posts.order_by("number")
    for post in [thread.posts.get(number=2), *posts[1:]]:
        for who in (charlie, nina):
            case = reporting.report(by=who, target_type="post", thing=post, reason=spam).case

    opening.weigh(case)

    assert [together for _upheld, _decided, together in case.weights["reporters"]] == [3, 3]


def test_a_notice_by_a_trusted_flagger_weighs_more(case):
    before = case.priority
    flagger = TrustedFlagger.objects.create(name="Watch", email="watch@example.org")
    notice = LegalNotice.objects.create(explanation="x", category="x", flagger=flagger, good_faith=True, made_at=NOW)
    NoticeItem.objects.create(notice=notice, case=case, url="/")

    opening.weigh(case)

    assert case.weights["flagger"] is True
    assert case.priority > before


def test_a_busy_thread_makes_it_more_urgent_but_not_a_post_that_waits(case, thread):
    Thread.objects.filter(pk=thread.pk).update(view_count=5000)

    opening.weigh(case)

    assert case.weights["views"] == 5000
    assert case.weights["replies"] == 1
    assert case.priority > priority.BASE[case.severity]
    case.kind = Case.Kind.HELD
    opening.weigh(case)
    assert "views" not in case.weights


def test_waiting_raises_the_stored_priority(case):
    fresh = case.priority
    Case.objects.update(opened_at=case.opened_at - timedelta(days=2), due_at=case.opened_at - timedelta(days=1))

    moved = weigh_open_cases.call_local()

    case.refresh_from_db()
    assert moved == 1
    assert case.priority > fresh
    assert weigh_open_cases.call_local() == 0, "nothing has changed since"


def test_weighing_costs_the_same_for_3_and_60_cases(many_cases, django_assert_num_queries, spam, bob, charlie, monkeypatch):
    many_cases(1)
    template = Case.objects.get()
    old = timezone.now() - timedelta(days=1)

    def more(n: int) -> None:
        rows = [
            Case(
                kind="report", target_type="thread", target_id=Case.objects.count() + k, thread_id=template.thread_id,
                headline="x", severity=2, opened_at=old, due_at=old + timedelta(hours=1), forum=template.forum,
            )
            for k in range(n)
        ]  # fmt: skip
        for case in Case.objects.bulk_create(rows):
            Report.objects.bulk_create([Report(case=case, reporter=who, reason=spam) for who in (bob, charlie)])

    more(2)
    with django_assert_num_queries(9):  # two chunks asked for, six about them, one written
        weighing.weigh_open()
    more(57)
    Case.objects.update(priority=0)
    with django_assert_num_queries(9):
        assert weighing.weigh_open() == 60
