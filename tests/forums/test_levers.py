"""Levers move states and counters, say whether they moved, and can be pulled twice."""

import pytest

from forums.composing import actions
from forums.composing.recount import recount
from forums.posts import levers as posts
from forums.posts.models import Post
from forums.threads import levers as threads
from forums.threads.models import Tag, Thread
from tests import make

pytestmark = pytest.mark.django_db


def drift() -> list:
    return list(recount(repair=False))


COUNTED = ["state", "last_number", "reply_count", "participant_count", "last_post_at", "last_poster_id", "recent_posters"]


def numbers(thread: Thread) -> list:
    return [
        Thread.objects.values_list(*COUNTED).get(pk=thread.pk),
        type(thread.forum).objects.values_list("thread_count", "post_count", "last_post_at").get(pk=thread.forum_id),
        sorted(Tag.objects.values_list("name", "thread_count")),
        sorted(type(thread.author).objects.values_list("username", "post_count")),
    ]


@pytest.mark.parametrize("lever", [posts.hide, posts.remove, posts.delete, posts.hold])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_pulling_and_restoring_leaves_everything_as_it_was(lever, number, alice, bob, charlie, forum):
    thread = make.thread(by=alice, forum=forum, posts=3, repliers=[bob, charlie], tags=["oak"])
    before = numbers(thread)
    post = thread.posts.get(number=number)

    assert lever(post) is True
    assert lever(post) is False
    assert drift() == []
    assert numbers(thread) != before

    assert posts.restore(post) is True
    assert posts.restore(post) is False
    assert numbers(thread) == before
    assert drift() == []


@pytest.mark.parametrize("lever", [posts.hide, posts.remove, posts.delete])
def test_an_opening_post_that_stands_alone_takes_its_thread_along(lever, alice, forum, guest):
    thread = make.thread(by=alice, forum=forum, tags=["oak"])
    before = numbers(thread)

    lever(make.opening(thread))
    assert thread not in Thread.objects.visible_to(guest)
    assert drift() == []

    posts.restore(make.opening(thread))
    assert numbers(thread) == before


def test_a_released_post_gets_the_next_number(nina, bob, thread):
    held = actions.reply(by=nina, thread=thread, body="I wait.")
    actions.reply(by=bob, thread=thread, body="I do not.")

    assert posts.release(held) is True

    held.refresh_from_db()
    thread.refresh_from_db()
    assert (held.number, held.state, thread.last_number, thread.reply_count) == (4, "published", 4, 3)
    assert drift() == []


def test_a_released_opening_post_publishes_its_thread(nina, forum, guest):
    held = actions.start_thread(by=nina, forum=forum, title="My first bench", body="Look.", tags=[])

    posts.release(held)

    assert held.thread in Thread.objects.visible_to(guest)
    assert held in Post.objects.visible_to(guest)
    assert drift() == []


def test_only_what_waits_can_be_released_or_rejected(thread):
    published = thread.posts.get(number=2)
    posts.hide(published)

    assert posts.release(published) is False
    assert posts.reject(published) is False
    published.refresh_from_db()
    assert published.state == "hidden"


def test_a_number_is_never_given_twice(alice, bob, thread):
    last = thread.posts.get(number=2)
    posts.remove(last)

    assert actions.reply(by=alice, thread=thread, body="Next.").number == 3


@pytest.mark.parametrize("lever", [threads.hide, threads.remove, threads.hold])
def test_a_thread_can_be_taken_away_and_brought_back(lever, alice, bob, forum, guest):
    thread = make.thread(by=alice, forum=forum, posts=3, repliers=[bob], tags=["oak"])
    before = numbers(thread)

    assert lever(thread) is True
    assert lever(thread) is False
    assert thread not in Thread.objects.visible_to(guest)
    assert not Post.objects.visible_to(guest).exists()
    assert drift() == []

    assert threads.restore(thread) is True
    assert numbers(thread) == before


def test_a_move_takes_the_counts_along(thread, forum):
    elsewhere = make.forum("Elsewhere")

    assert threads.move(thread, elsewhere) is True
    assert threads.move(thread, elsewhere) is False

    forum.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (forum.thread_count, forum.post_count, forum.last_post_at) == (0, 0, None)
    assert (elsewhere.thread_count, elsewhere.post_count) == (1, 2)
    assert drift() == []


def test_lock_and_pin_say_whether_they_moved(thread):
    assert [threads.lock(thread), threads.lock(thread), threads.unlock(thread), threads.unlock(thread)] == [
        True,
        False,
        True,
        False,
    ]
    assert [threads.pin(thread), threads.pin(thread), threads.pin(thread, everywhere=True)] == [True, False, True]
    assert [threads.unpin(thread), threads.unpin(thread)] == [True, False]


def test_recount_finds_and_mends_what_somebody_changed_by_hand(thread, forum, alice):
    Thread.objects.filter(pk=thread.pk).update(reply_count=9, participant_count=9, recent_posters=[], last_number=0)
    type(forum).objects.filter(pk=forum.pk).update(post_count=99)
    type(alice).objects.filter(pk=alice.pk).update(post_count=99)

    assert len(drift()) == 6
    list(recount(repair=True))
    assert drift() == []
