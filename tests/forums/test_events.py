"""Events: answers, places, waiting, changes, reminders, and who reads which calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.events import actions, queries
from forums.events.making import NewEvent, new_event
from forums.events.models import Attendance, Event
from forums.events.reminding import remind_of_what_is_near
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel


def invited(**how) -> NewEvent:
    soon = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0) + timedelta(days=3)
    return new_event(**{"title": "Glue evening", "starts": soon, "time_zone": "UTC", "place": "Workshop; back, left"} | how)


def announced(thread: Thread, **how) -> Event:
    invited(**how).attach(make.opening(thread))
    return Event.objects.get(post__thread=thread)


@pytest.fixture
def event(thread: Thread) -> Event:
    return announced(thread)


def answers(event: Event) -> dict[str, str]:
    rows = Attendance.objects.filter(event=event).select_related("member")
    return {row.member.username: "waiting" if row.is_waiting else row.answer for row in rows}


def test_who_comes_to_a_full_event_waits_and_moves_up_in_order(thread, alice, bob, charlie, nina):
    event = announced(thread, capacity=1)
    for member in (bob, charlie, nina):
        actions.answer(by=member, event=event, answer="yes")
    assert answers(event) == {"bob": "yes", "charlie": "waiting", "nina": "waiting"}

    actions.answer(by=bob, event=event, answer="maybe")
    assert answers(event) == {"bob": "maybe", "charlie": "yes", "nina": "waiting"}
    actions.answer(by=bob, event=event, answer="yes")
    actions.withdraw(by=charlie, event=event)
    assert answers(event) == {"bob": "waiting", "nina": "yes"}
    actions.change(by=alice, event=event, new=invited(capacity=2))

    assert answers(event) == {"bob": "yes", "nina": "yes"}
    told = Notification.objects.filter(verb="events.place").values_list("member__username", flat=True)
    assert sorted(told) == ["bob", "charlie", "nina"]
    with pytest.raises(ValidationError, match="2 people have a place"):
        actions.change(by=alice, event=event, new=invited(capacity=1))


def test_who_may_answer_where(request, thread, event, client_of):
    """who × state × answer."""
    members = {who: request.getfixturevalue(who) for who in ("alice", "bob", "nina", "mona")}

    def may() -> set[str]:
        post = Post.objects.select_related("thread__forum").get(pk=event.post_id)
        return {who for who, member in members.items() if queries.of_post(member, post).may_answer}

    assert may() == {"alice", "bob", "nina", "mona"}
    thread_levers.lock(thread)
    assert may() == {"mona"}
    thread_levers.unlock(thread)
    Event.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    assert may() == set()
    Event.objects.update(starts_at=timezone.now() + timedelta(hours=1), cancelled_at=timezone.now())
    assert may() == set()
    Event.objects.update(cancelled_at=None)
    levers.hide(make.opening(thread))
    assert may() == set()
    bob = client_of(members["bob"])
    assert bob.post(reverse("forums:event_answer", args=[event.pk]), {"answer": "yes"}).status_code == 404
    assert bob.get(reverse("forums:event_file", args=[event.pk])).status_code == 404


def test_a_change_of_time_or_place_and_a_cancellation_are_told_once_to_who_wants_to_come(event, alice, bob, charlie, nina):
    for member, answer in ((bob, "yes"), (charlie, "maybe"), (nina, "no"), (alice, "yes")):
        actions.answer(by=member, event=event, answer=answer)
    with pytest.raises(Refused):
        actions.change(by=bob, event=event, new=invited(place="Elsewhere"))

    assert actions.change(by=alice, event=event, new=invited(place="Elsewhere"))
    assert not actions.change(by=alice, event=event, new=invited(place="Elsewhere"))
    actions.change(by=alice, event=event, new=invited(place="Elsewhere", title="Glue night"))
    with pytest.raises(Refused):
        actions.cancel(by=bob, event=event)
    actions.cancel(by=alice, event=event)

    told = sorted(Notification.objects.values_list("verb", "member__username"))
    assert told == [
        ("events.cancelled", "bob"),
        ("events.cancelled", "charlie"),
        ("events.changed", "bob"),
        ("events.changed", "charlie"),
    ]
    with pytest.raises(Refused, match="cancelled"):
        actions.answer(by=bob, event=event, answer="yes")
    assert "STATUS:CANCELLED" in queries.calendar_of([Event.objects.get()])


def test_a_day_before_who_comes_or_may_come_is_reminded_once(thread, alice, bob, charlie, nina):
    event = announced(thread, capacity=1)
    for member, answer in ((bob, "yes"), (charlie, "maybe"), (nina, "yes")):
        actions.answer(by=member, event=event, answer=answer)

    assert remind_of_what_is_near() == 0
    Event.objects.update(starts_at=timezone.now() + timedelta(hours=23))
    assert [remind_of_what_is_near(), remind_of_what_is_near()] == [1, 0]

    assert set(Notification.objects.filter(verb="events.soon").values_list("member__username", flat=True)) == {"bob", "charlie"}
    actions.change(by=alice, event=event, new=invited())
    assert Event.objects.get().reminded_at is None


def test_an_event_comes_with_its_thread_and_only_with_its_opening_post(alice, bob, forum, client_of, settings):
    settings.POST_SCREENERS = []
    soon = timezone.localtime() + timedelta(days=2)
    typed = {"title": "Glue evening", "body": "Come.", "event_title": "Glue evening", "event_zone": "Asia/Tokyo"}
    start = reverse("forums:start", args=[forum.slug])

    refused = client_of(alice).post(start, typed | {"event_zone": "Asia/Kathmandu"})
    assert refused.status_code == 422 and "when it begins" in refused.content.decode()
    # A few zones to choose from, and the one that was chosen; every one is on the page of the event itself.
    assert '"Asia/Kathmandu" selected' in refused.content.decode() and refused.content.decode().count("<option") < 60
    client_of(alice).post(start, typed | {"event_starts": f"{soon:%Y-%m-%dT19:00}"})
    event = Event.objects.get()
    assert event.starts_there.hour == 19
    page = client_of(bob).get(event.post.thread.get_absolute_url()).content.decode()
    assert "by the clock of Asia/Tokyo" in page and "I come" in page
    answered = client_of(bob).post(reverse("forums:event_answer", args=[event.pk]), {"answer": "yes"}, follow=True)
    assert "1 person" in answered.content.decode()
    changing = client_of(alice).get(reverse("forums:event_edit", args=[event.post_id])).content.decode()
    assert changing.count("<option") > 300 and 'value="Asia/Tokyo" selected' in changing
    reply = composing.reply(by=bob, thread=event.post.thread, body="I bring glue.")
    assert client_of(bob).get(reverse("forums:event_edit", args=[reply.pk])).status_code == 403
    with pytest.raises(ValidationError):
        invited().attach(reply)


def test_the_month_shows_what_one_may_read_in_as_many_queries_for_1_and_20(forum, staff_forum, alice, mona, bob, client_of):
    announced(make.thread(by=mona, forum=staff_forum), title="Secret meeting")
    announced(make.thread(by=alice, forum=forum), title="Open meeting")
    month = reverse("forums:events") + f"?month={Event.objects.first().starts_at:%Y-%m}"
    client = client_of(bob)

    def cost() -> int:
        client.get(month)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(month).content.decode()
        assert "Open meeting" in page and "Secret" not in page
        return len(captured)

    few = cost()
    for _ in range(19):
        announced(make.thread(by=alice, forum=forum))
    assert cost() == few
    assert client.get(reverse("forums:events") + "?month=2026-13").status_code == 404


def test_a_calendar_address_speaks_for_its_owner_until_the_password_changes(event, thread, forum, alice, bob, client, client_of):
    actions.answer(by=bob, event=event, answer="maybe")
    announced(make.thread(by=alice, forum=forum), title="Not mine")
    feed = reverse("forums:event_feed", args=[queries.feed_token(bob)])

    answer = client.get(feed)

    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Glue evening" in answer.content.decode() and "Not mine" not in answer.content.decode()
    assert bob.password[-12:] not in feed
    assert client.get(feed.replace(".ics", "x.ics")).status_code == 404
    levers.hide(make.opening(thread))
    assert "Glue" not in client.get(feed).content.decode()
    bob.set_password("another-Long-one-2")
    bob.save()
    assert client.get(feed).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once(thread):
    event = announced(thread, capacity=2)
    crowd = iter([make.member(f"guest{n}") for n in range(5)])

    in_parallel(5, lambda: actions.answer(by=next(crowd), event=event, answer="yes"))

    assert sorted(answers(event).values()) == ["waiting", "waiting", "waiting", "yes", "yes"]
