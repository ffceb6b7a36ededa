"""Several people, several connections, one thread: nothing is lost, nothing is doubled, every number is right."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from forums.composing import actions, editing
from forums.composing.recount import recount
from forums.posts import levers
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run every act in a thread with a connection of its own, all starting together; an exception is a result."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_form_sent_five_times_at_once_makes_one_post(bob, thread):
    results = at_once(*[lambda: actions.reply(by=bob, thread=thread, body="Once.", form_token="t").pk for _n in range(5)])

    assert len(set(results)) == 1, results
    assert thread.posts.count() == 3
    assert list(recount(repair=False)) == []


def test_one_new_thread_form_sent_three_times_at_once_makes_one_thread(alice, forum):
    results = at_once(
        *[
            lambda: actions.start_thread(by=alice, forum=forum, title="Once", body="Once.", tags=["oak"], form_token="t").pk
            for _n in range(3)
        ]
    )

    assert len(set(results)) == 1, results
    assert Thread.objects.count() == 1
    assert list(recount(repair=False)) == []


def test_eight_people_replying_at_once_get_eight_numbers(thread):
    people = [make.member(f"member{n}") for n in range(8)]

    results = at_once(
        *[lambda who=who: [actions.reply(by=who, thread=thread, body=f"{n}").number for n in range(5)] for who in people]
    )

    numbers = sorted(number for result in results for number in result)
    assert numbers == list(range(3, 43))
    assert list(recount(repair=False)) == []


def test_of_two_edits_at_once_one_is_refused_with_what_stands(alice, thread):
    post = make.opening(thread)

    results = at_once(
        lambda: editing.edit(by=alice, post=post, body="Alice's words.", version=1).source,
        lambda: editing.edit(by=alice, post=Post.objects.get(pk=post.pk), body="From another window.", version=1).source,
    )

    refused = [result for result in results if isinstance(result, editing.StaleEdit)]
    post.refresh_from_db()
    assert len(refused) == 1
    assert refused[0].current.source == post.source


def test_hiding_and_replying_and_restoring_at_once_keeps_every_count(bob, alice, thread):
    post = thread.posts.get(number=2)
    copies = [Post.objects.get(pk=post.pk) for _n in range(4)]

    results = at_once(
        lambda: levers.hide(copies[0]),
        lambda: levers.hide(copies[1]),
        lambda: levers.restore(copies[2]),
        lambda: levers.remove(copies[3]),
        lambda: actions.reply(by=alice, thread=thread, body="And then?").number,
        lambda: actions.reply(by=bob, thread=thread, body="Then what?").number,
    )

    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(results[4:]) == [3, 4]
    assert list(recount(repair=False)) == []
