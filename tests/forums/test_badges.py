"""Badges are for useful acts; they come once, go with their cause, and are told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Member
from accounts.notifications.models import Notification
from forums.badges import awarding, built_in, queries
from forums.badges.models import Award, Badge
from forums.badges.rules import ACTS, CATALOGUE, known
from forums.badges.wording import words_of
from forums.people import actions as people
from forums.posts import levers
from forums.reactions.models import Reaction
from moderation.cases.models import Case
from moderation.reports.models import Reason, Report
from tests import make


@pytest.fixture
def badges(db):
    built_in.ensure()
    return {badge.slug: badge for badge in Badge.objects.all()}


def has(member) -> set[str]:
    awarding.award([member.pk])
    return set(Award.objects.filter(member=member).values_list("badge__slug", flat=True))


def solved(asker, helper, forum, number=1):
    for _n in range(number):
        question = make.thread(by=asker, forum=forum, kind="question", posts=2, repliers=[helper])
        question.accepted_number = 2
        question.save()
    return question


def thank(post, *members, kind="thanks"):
    Reaction.objects.bulk_create([Reaction(post=post, member=member, kind=kind) for member in members])


def crowd(number):
    return [make.member(f"one{n}") for n in range(number)]


def test_every_rule_gives_its_badge_for_enough_and_not_for_one_less(badges, alice, bob, charlie, nina, mona, forum):
    make.thread(by=alice, forum=forum, at=timezone.now() - timedelta(days=9))
    old = make.thread(by=alice, forum=forum, at=timezone.now() - timedelta(days=3))
    many = crowd(10)
    assert has(bob) == set()

    question = solved(alice, bob, forum)
    assert has(bob) == {"first-answer"}
    assert has(alice) == {"closed-the-loop"}
    answer = question.posts.get(number=2)
    thank(answer, *many[:9], kind="like")
    assert "first-thanks" not in has(bob)
    thank(answer, *many[:9])
    assert has(bob) == {"first-answer", "first-thanks"}
    thank(answer, many[9])
    assert has(bob) == {"first-answer", "first-thanks", "thanked-by-ten"}
    solved(alice, bob, forum, 8)
    assert "ten-answers" not in has(bob)
    solved(alice, bob, forum)
    assert "ten-answers" in has(bob)

    make.post(old, by=charlie)
    assert "welcomer" not in has(charlie), "not the first post of its author"
    hello = make.thread(by=nina, forum=forum)
    make.post(hello, by=charlie)
    make.post(hello, by=mona)
    assert "welcomer" in has(charlie) and "welcomer" not in has(mona)

    opening = make.opening(question)
    thank(opening, *many[:4], alice, kind="like")
    assert "good-question" not in has(alice)
    thank(opening, many[4], kind="idea")
    assert "good-question" in has(alice)

    for author in many[:9]:
        thank(make.opening(make.thread(by=author, forum=forum)), charlie)
    assert "grateful" not in has(charlie)
    thank(make.opening(make.thread(by=many[9], forum=forum)), charlie)
    assert "grateful" in has(charlie)

    people.feature(by=mona, post=answer)
    people.feature(by=mona, post=make.post(old, by=bob))
    assert "featured" in has(bob)
    assert {b.slug: n for b, n in queries.badges_of(bob)}["featured"] == 2

    wiki = make.post(old, by=alice, is_wiki=True)
    wiki.edited_by = bob
    wiki.save()
    assert "wiki-editor" in has(bob)


def test_who_reports_well_is_praised_though_only_the_desk_knows(badges, bob, alice, forum):
    reason = Reason.objects.first()
    thread = make.thread(by=alice, forum=forum, posts=3)
    for post in thread.posts.all():
        assert "good-eye" not in has(bob)
        case = Case.objects.create(
            kind=Case.Kind.REPORT, target_type="post", target_id=post.pk, forum=forum, subject=alice, snapshot={},
            headline="Spam", opened_at=timezone.now(), due_at=timezone.now(), state="decided",
        )  # fmt: skip
        Report.objects.create(case=case, reporter=bob, reason=reason, state="upheld")

    assert has(bob) == {"good-eye"}


def test_a_badge_goes_with_its_cause_comes_back_and_is_told_once(badges, alice, bob, forum):
    make.thread(by=alice, forum=forum, title="Her first words")
    question = solved(alice, bob, forum)
    answer = question.posts.get(number=2)
    assert has(bob) == {"first-answer"}

    levers.hide(answer)
    assert has(bob) == set()
    levers.restore(answer)
    assert has(bob) == {"first-answer"}
    assert has(bob) == {"first-answer"}

    told = Notification.objects.filter(member=bob, verb="badges.given")
    assert told.count() == 1
    assert told.get().data["slug"] == "first-answer"


def test_closed_forums_imported_members_and_ones_own_answers_earn_nothing(badges, alice, bob, mona, forum, staff_forum):
    solved(mona, alice, staff_forum)
    own = make.thread(by=bob, forum=forum, kind="question", posts=2)
    own.accepted_number = 2
    own.save()
    ghost = make.member("ghost", is_imported=True)
    solved(alice, ghost, forum)

    assert "first-answer" not in has(alice) | has(bob) | has(ghost)


def test_the_nightly_look_takes_a_fixed_number_of_queries_for_all(badges, alice, bob, forum):
    many = crowd(30)
    for member in many[:2]:
        solved(alice, member, forum)
    with CaptureQueriesContext(connection) as few:
        awarding.award([m.pk for m in many[:2]])
    awarding.award([m.pk for m in many])
    with CaptureQueriesContext(connection) as many_again:
        assert awarding.award([m.pk for m in many]) == 0

    assert len(many_again) <= len(few)
    assert set(awarding.worth_a_look()) == {m.pk for m in many[:2]}


def test_an_act_asks_only_the_rules_it_may_touch(badges, alice, bob, forum):
    solved(alice, bob, forum)
    assert awarding.award([bob.pk], act="reaction") == 0
    assert awarding.award([bob.pk], act="accept") == 1
    assert {act for rule in CATALOGUE for act in rule.acts} <= set(ACTS)


def test_badges_by_hand_have_a_reason_and_no_rule_takes_them_away(badges, admin, mona, bob):
    thanks = Badge.objects.create(slug="summer-fair", name="Summer fair", description="Helped at the fair.")
    with pytest.raises(ValidationError):
        awarding.grant(by=admin, member=bob, badge=thanks, reason=" ")
    for by, member, badge in ((mona, bob, thanks), (admin, admin, thanks), (admin, bob, badges["first-answer"])):
        with pytest.raises(PermissionDenied):
            awarding.grant(by=by, member=member, badge=badge, reason="x")

    assert awarding.grant(by=admin, member=bob, badge=thanks, reason="Ran the raffle")
    assert not awarding.grant(by=admin, member=bob, badge=thanks, reason="Ran the raffle")

    assert has(bob) == {"summer-fair"}
    assert Notification.objects.get(member=bob).data["text"] == "Ran the raffle"


def test_what_the_back_office_changed_stays_and_is_shown_as_it_says(badges, client):
    first = badges["first-answer"]
    Badge.objects.filter(pk=first.pk).update(name="Problem solver", is_active=False)

    built_in.ensure()

    first.refresh_from_db()
    assert (first.name, first.is_active) == ("Problem solver", False)
    assert words_of("first-answer", "Problem solver", first.description)[0] == "Problem solver"
    with translation.override("de"):
        title = str(known()["welcomer"].title)
        assert words_of("welcomer", "Warm welcome", "")[0] == title
    assert client.get(first.get_absolute_url()).status_code == 404


def test_members_see_who_has_a_badge_and_guests_what_it_is_for(badges, alice, bob, charlie, forum, client, client_of):
    for member in (bob, charlie):
        solved(alice, member, forum)
        has(member)
    Member.objects.filter(pk=charlie.pk).update(is_listed=False)
    path = badges["first-answer"].get_absolute_url()

    page = client_of(alice).get(path).content.decode()

    assert 'href="/u/bob/"' in page and 'href="/u/charlie/"' not in page
    assert 'href="/u/charlie/"' in client_of(charlie).get(path).content.decode().split("<main")[1]
    guest = client.get(path).content.decode()
    assert 'href="/u/bob/"' not in guest and "this reply solved it" in guest
    assert "2 people have it" in client.get(reverse("forums:badges")).content.decode()
    assert "First answer" in client_of(alice).get("/u/bob/").content.decode()
