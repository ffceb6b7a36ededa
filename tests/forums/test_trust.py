"""Levels are earned by published numbers: n-1 is not enough, n is; what is lost and kept follows from a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.models import SiteSettings
from forums.reactions.actions import toggle
from forums.trust import actions, figures, visiting
from forums.trust.criteria import GRACE, LEVELS, Figures, Forum, judge
from forums.trust.models import Standing, TrustChange, Visit
from moderation.audit.models import AuditEntry
from moderation.sanctions.models import Sanction
from tests import make
from tests.moderation.strikes import reported_post, strike

BIG = Forum(new_threads=10_000, new_posts=100_000)


def just_enough(level: int, forum: Forum = BIG) -> Figures:
    return Figures(**{criterion.figure: criterion.needed(forum) for criterion in LEVELS[level].criteria})


def test_each_number_of_each_level_decides_alone():
    for level in (1, 2, 3):
        enough = just_enough(level)
        assert judge(level - 1, enough, BIG) == level
        for criterion in LEVELS[level].criteria:
            short = replace(enough, **{criterion.figure: criterion.needed(BIG) - 1})
            assert judge(level - 1, short, BIG) == level - 1, f"level {level} without {criterion.figure}"


def test_level_3_asks_for_a_share_of_what_was_new_and_never_for_more_than_its_cap():
    needed = {c.figure: [c.needed(forum) for forum in (Forum(), Forum(40, 401), BIG)] for c in LEVELS[3].criteria}

    assert needed["recent_threads_opened"] == [0, 10, 250]
    assert needed["recent_posts_read"] == [0, 101, 2000]
    assert needed["recent_days"] == [50, 50, 50]


def test_who_reads_much_still_shows_a_first_post_to_a_moderator():
    reader = replace(just_enough(1), posts_written=2)

    assert judge(0, reader, replace(BIG, first_posts=2)) == 1
    assert judge(0, reader, replace(BIG, first_posts=3)) == 0
    assert judge(0, replace(reader, posts_written=0), replace(BIG, first_posts=0)) == 0


@pytest.mark.parametrize(
    ("current", "share", "more", "level"),
    [
        (1, 0.0, {}, 1),  # levels 1 and 2 are never lost
        (2, 0.0, {}, 2),
        (3, 1.0, {}, 3),
        (3, 0.9, {}, 3),  # 90 % keeps it
        (3, 0.89, {}, 2),
        (3, 0.0, {"held_for": GRACE - timedelta(seconds=1)}, 3),  # and for 100 days nothing takes it
        (3, 0.0, {"held_for": GRACE}, 2),
        (3, 0.0, {"locked": True}, 3),
        (3, 1.0, {"barred": True}, 2),  # a sanction of the last six months
        (3, 1.0, {"barred": True, "held_for": timedelta(days=1)}, 3),
        (2, 1.0, {"barred": True}, 2),
        (2, 1.0, {"locked": True}, 2),
        (2, 1.0, {}, 3),
        (0, 1.0, {}, 1),  # one step at a time
        (4, 0.0, {}, 4),  # by hand only, in both directions
    ],
)
def test_what_is_kept_and_lost(current, share, more, level):
    enough = just_enough(3)
    figures_ = Figures(**{c.figure: int(getattr(enough, c.figure) * share + 1e-9) for c in LEVELS[3].criteria})
    if share == 1.0:
        figures_ = replace(figures_, posts_written=5, days=50, threads_answered=10, received=20, given=30)

    assert judge(current, figures_, BIG, **more) == level


def test_the_highest_level_is_reached_by_no_figure():
    assert judge(3, replace(just_enough(3), recent_days=100), BIG) == 3


def visit(member, days_ago=0, threads=0, posts=0):
    day = visiting.today() - timedelta(days=days_ago)
    return Visit.objects.create(member=member, day=day, threads_opened=threads, posts_read=posts)


def test_figures_come_from_the_rows_in_the_same_number_of_queries_for_many(db, alice, bob, charlie, nina, forum):
    thread = make.thread(by=alice, forum=forum, posts=3, repliers=[bob])
    other = make.thread(by=bob, forum=forum, posts=2, repliers=[charlie], at=timezone.now() - timedelta(days=120))
    answer = thread.posts.get(number=2)
    for kind in ("like", "thanks"):
        toggle(by=alice, post=answer, kind=kind)
    toggle(by=charlie, post=answer, kind="like")
    make.post(other, by=nina, state="held")
    visit(bob, 0, threads=2, posts=9)
    visit(bob, 99, threads=1, posts=5)
    visit(bob, 101, threads=4, posts=7)
    Standing.objects.create(member=bob, days_before=10, threads_before=20, posts_before=30)

    found = figures.of_members([bob.pk, alice.pk, nina.pk])

    assert found[bob.pk] == Figures(
        days=13, threads_opened=27, posts_read=51, posts_written=3, threads_answered=1, given=0, received=2,
        recent_days=2, recent_threads_opened=3, recent_posts_read=14, recent_threads_answered=1, recent_given=0,
        recent_received=2, recent_givers=2, recent_received_days=1,
    )  # fmt: skip
    assert found[alice.pk].given == 1  # two kinds of thanks to one post are one
    assert found[nina.pk] == Figures()
    with CaptureQueriesContext(connection) as few:
        figures.of_members([bob.pk])
    with CaptureQueriesContext(connection) as many:
        figures.of_members([bob.pk, alice.pk, charlie.pk, nina.pk])
    assert len(many) == len(few) <= 7


def test_visits_add_up_within_their_bounds_whoever_writes_them(db, bob):
    day = visiting.today().isoformat()

    for _n in range(3):
        actions.add_visits([(bob.pk, day, 90, 450), (10**9, day, 1, 1)])

    assert list(Visit.objects.values_list("member", "threads_opened", "posts_read")) == [(bob.pk, 200, 1000)]


def test_old_days_are_folded_into_sums(db, bob, alice):
    visit(bob, 100, threads=1, posts=2)
    visit(bob, 101, threads=3, posts=4)
    visit(bob, 150, threads=5, posts=6)
    before = figures.of_members([bob.pk, alice.pk])

    assert actions.forget_old_visits() == 2
    assert actions.forget_old_visits() == 0

    standing = Standing.objects.get(pk=bob.pk)
    assert (standing.days_before, standing.threads_before, standing.posts_before) == (2, 8, 10)
    assert figures.of_members([bob.pk, alice.pk]) == before


def test_reading_a_thread_costs_no_query_and_is_counted_once(bob, alice, forum, client_of):
    thread = make.thread(by=alice, forum=forum, posts=25)
    browser = client_of(bob)

    for page in ("", "?page=2", ""):
        browser.get(thread.get_absolute_url() + page)
    browser.get(thread.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    visiting.hand_over()

    assert list(Visit.objects.values_list("member", "threads_opened", "posts_read")) == [(bob.pk, 1, 25)]


def test_a_newcomer_becomes_a_member_by_what_they_read_and_is_told_once(nina, alice, forum, client_of):
    for number in range(5):
        make.thread(by=alice, forum=forum, posts=6, title=f"Thread {number}")
    own = make.thread(by=nina, forum=forum, title="Hello, I am new")
    browser = client_of(nina)

    for thread in forum.threads.exclude(pk=own.pk):
        assert Member.objects.get(pk=nina.pk).trust == 0
        browser.get(thread.get_absolute_url())
        visiting.hand_over()
    visiting.hand_over()

    nina.refresh_from_db()
    change = TrustChange.objects.get()
    assert (nina.trust, change.before, change.after, change.why) == (1, 0, 1, "earned")
    assert change.figures["posts_read"] == 30
    assert [n.verb for n in Notification.objects.filter(member=nina, verb__startswith="trust")] == ["trust.raised"]
    assert "trust level 1" in browser.get("/notifications/").content.decode()


def ready_for_3(member):
    """Everything but what days and rows cannot give cheaply: those are pretended."""
    Member.objects.filter(pk=member.pk).update(trust=2, last_seen_at=timezone.now())
    return just_enough(3)


def test_the_night_gives_and_takes_level_3(monkeypatch, bob, alice, mona, forum):
    enough = ready_for_3(bob)
    has = {bob.pk: enough}
    monkeypatch.setattr("forums.trust.figures.of_members", lambda ids, now=None: {pk: has.get(pk, Figures()) for pk in ids})
    thread = make.thread(by=alice, forum=forum)

    sanction = strike(mona, reported_post(bob, thread, alice), "hold", hours=24)
    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 2, "a sanction of the last six months"
    Sanction.objects.filter(pk=sanction.pk).update(ends_at=timezone.now() - timedelta(days=184))
    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 3

    has[bob.pk] = Figures()
    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 3, "kept for 100 days"
    Standing.objects.update(since=timezone.now() - timedelta(days=101))
    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 2
    assert list(TrustChange.objects.filter(member=bob).values_list("after", "why")) == [(2, "lapsed"), (3, "earned")]


def test_who_came_with_level_3_has_their_100_days_from_the_first_night(bob):
    Member.objects.filter(pk=bob.pk).update(trust=3)

    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 3
    Standing.objects.update(since=timezone.now() - GRACE)
    actions.look_at_everybody()
    assert Member.objects.get(pk=bob.pk).trust == 2


def test_a_level_set_by_hand_stays_says_why_and_stands_in_the_audit_log(admin, bob, mona):
    with pytest.raises(ValidationError):
        actions.set_by_hand(by=admin, member=bob, level=4, locked=True, reason="  ")
    for nobody in (mona, bob):
        with pytest.raises(PermissionDenied):
            actions.set_by_hand(by=nobody, member=bob, level=4, locked=True, reason="because")
    with pytest.raises(PermissionDenied):
        actions.set_by_hand(by=admin, member=admin, level=1, locked=True, reason="because")

    assert actions.set_by_hand(by=admin, member=bob, level=3, locked=True, reason="Runs the repair café")
    Standing.objects.update(since=timezone.now() - timedelta(days=500))
    actions.look_at_everybody()

    bob.refresh_from_db()
    assert bob.trust == 3
    assert AuditEntry.objects.get(verb="trust.set").reason == "Runs the repair café"
    assert Notification.objects.get(member=bob).data["text"] == "Runs the repair café"


def test_the_tables_refuse_what_no_code_should_write(bob):
    for wrong in ({"after": 5, "why": "earned"}, {"after": 1, "why": "by_hand", "reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TrustChange.objects.create(member=bob, before=0, at=timezone.now(), **wrong)


def test_the_criteria_are_for_everybody_to_read_and_the_progress_for_oneself(client, client_of, nina, alice, forum):
    make.thread(by=nina, forum=forum, posts=1)
    visit(nina, 0, threads=3, posts=31)

    page = client.get(reverse("forums:trust")).content.decode()
    own = client_of(nina).get(reverse("forums:own_trust")).content.decode()

    assert all(str(level.name) in page for level in LEVELS)
    assert "90 %" in page
    assert client.get(reverse("forums:own_trust")).status_code == 302
    assert "3 of 5" in own and "31 of 30" in own and "1 of 1" in own
    SiteSettings(newcomer_posts_held=3).save()
    assert "1 of 3" in client_of(nina).get(reverse("forums:own_trust")).content.decode()


def test_somebody_elses_change_in_between_wins(bob, admin):
    """Figures judged level 1, staff set level 4 before it was written."""
    assert not actions._change(bob.pk, 0, 1, TrustChange.Why.EARNED)
    assert Member.objects.get(pk=bob.pk).trust == 1
    assert not TrustChange.objects.exists()
