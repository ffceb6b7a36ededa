"""Polls and events under attack: what broke a thread, stepped around a sanction, rang too many bells. Each was possible once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import edit_profile
from accounts.models import Member
from community.core.decisions import Refused
from forums import policies
from forums.composing import actions as composing
from forums.composing import attaching, limits
from forums.events.making import new_event
from forums.events.models import Event
from forums.polls import actions as polls
from forums.polls.making import new_poll
from forums.polls.models import Poll
from forums.posts.models import Post
from forums.timers import levers
from moderation.sanctions.models import Sanction
from tests import make
from tests.moderation.strikes import reported_post, strike

LINK = "https://spam.example/buy"


def invitation(**how):
    soon = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=3)
    return new_event(**{"title": "Glue evening", "starts": soon, "time_zone": "UTC"} | how)


def test_a_poll_that_is_changed_after_it_was_counted_breaks_no_page(thread, alice, guest, client_of):
    post = make.opening(thread)
    new_poll(question="Which?", options=["a", "b"]).attach(post)
    poll = Poll.objects.get(post=post)
    assert client_of(guest).get(thread.get_absolute_url()).status_code == 200  # counted, and the count is kept

    polls.change(by=alice, poll=poll, new=new_poll(question="Which?", options=["a", "b", "c", "d"]))
    longer = client_of(guest).get(thread.get_absolute_url())
    polls.change(by=alice, poll=poll, new=new_poll(question="In order?", options=["a", "b"], kind="ranked"))
    ranked = client_of(guest).get(thread.get_absolute_url())

    assert longer.status_code == ranked.status_code == 200


def test_a_choice_with_very_many_digits_is_no_choice(thread, bob, client_of):
    post = make.opening(thread)
    new_poll(question="Which?", options=["a", "b"]).attach(post)

    answer = client_of(bob).post(f"/polls/{post.poll.pk}/vote/", {"option": "9" * 5_000})

    assert answer.status_code == 422


@pytest.fixture
def without_links(mona, thread, alice, bob):
    """Bob, whose posts may hold no links."""
    sanction = strike(mona, reported_post(bob, thread, alice), "no_links", hours=24)
    Sanction.objects.filter(pk=sanction.pk).update(acknowledged_at=timezone.now())
    return Member.objects.get(pk=bob.pk)


def test_who_may_post_no_links_brings_none_in_with_an_event(without_links, forum):
    bob = without_links
    with pytest.raises(Refused, match="no links"):
        composing.start_thread(by=bob, forum=forum, title="Come over", body="All of you.", extras=[invitation(link=LINK)])
    own = make.thread(by=bob, forum=forum, title="Come over here")
    with pytest.raises(Refused, match="no links"):
        attaching.add(by=bob, post=make.opening(own), extra=invitation(link=LINK))

    attaching.add(by=bob, post=make.opening(own), extra=invitation())

    assert Event.objects.get().link == ""


def test_nor_with_the_page_about_oneself(without_links):
    bob, empty = without_links, {"display_name": "", "bio": "", "location": "", "website": ""}

    for field, words in (("website", LINK), ("bio", f"Look: {LINK}")):
        with pytest.raises(Refused, match="no links"):
            edit_profile(by=bob, **empty | {field: words})
    edit_profile(by=bob, **empty | {"bio": "I like oak."})
    Member.objects.filter(pk=bob.pk).update(website=LINK)
    # What stood there before may stay: only a decision takes it away.
    edit_profile(by=bob, **empty | {"bio": "I like ash.", "website": LINK})


def test_the_link_of_an_event_counts_among_those_of_a_newcomer(nina, forum):
    body = "https://a.example https://b.example"

    with pytest.raises(ValidationError, match="up to 2 links"):
        composing.start_thread(by=nina, forum=forum, title="Come over", body=body, extras=[invitation(link=LINK)])


def test_an_event_is_not_changed_all_day_long_to_ring_everybodys_bell(thread, alice, monkeypatch):
    monkeypatch.setattr(limits, "EDITS_A_DAY", 2)
    post = make.opening(thread)
    attaching.add(by=alice, post=post, extra=invitation())
    attaching.add(by=alice, post=make.opening(thread), extra=new_poll(question="Which?", options=["a", "b"]))

    with pytest.raises(Refused, match="too often"):
        attaching.add(by=alice, post=make.opening(thread), extra=invitation(place="Elsewhere"), attach=lambda: None)


def test_what_a_timer_has_closed_is_closed_before_the_worker_comes_round(thread, alice, bob):
    levers.set_timer(thread, kind="close", by=alice, due_at=timezone.now() - timedelta(minutes=1))
    fresh = Post.objects.select_related("thread__forum").get(thread=thread, number=2)

    for may in (policies.can_reply(bob, fresh.thread), policies.can_edit(bob, fresh), policies.can_delete(bob, fresh)):
        assert str(may.reason) == "This thread is locked."
