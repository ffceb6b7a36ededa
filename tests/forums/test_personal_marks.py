"""Read marks: what is new for whom, and that a mark never goes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import Member
from forums.models import Forum
from forums.personal import actions, levels, marks, queries
from forums.personal.models import ForumMark, ReadMark, Subscription
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel

Level = Subscription.Level


def days_ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def reader(db: None) -> Member:
    """Joined long ago and has read nothing."""
    return make.member("reader", date_joined=days_ago(400))


@pytest.fixture
def start(alice: Member, bob: Member, forum: Forum) -> Callable[..., Thread]:
    """start(posts=3, days=2) is a thread of Alice's whose last post is so many days old."""

    def build(*, days: float = 1, posts: int = 1, forum: Forum = forum, **fields: Any) -> Thread:
        return make.thread(by=alice, forum=forum, posts=posts, repliers=[bob], at=days_ago(days), **fields)

    return build


def fresh(member: Member) -> Member:
    """The member as the next request loads them."""
    return Member.objects.get(pk=member.pk)


def unread(member: Member) -> set[int]:
    return set(queries.unread_threads(fresh(member)).values_list("pk", flat=True))


def state_of(thread: Thread, member: Member) -> tuple[int | None, int]:
    (noted,) = queries.annotate([Thread.objects.get(pk=thread.pk)], fresh(member))
    assert noted.is_unread == (noted.first_unread is not None) == (thread.pk in unread(member))
    return noted.first_unread, noted.new_count


def test_a_thread_is_new_until_it_was_read_to_its_end(reader: Member, start: Any, bob: Member) -> None:
    thread = start(posts=3)

    assert state_of(thread, reader) == (1, 3)

    marks.mark_read(member=reader, thread=thread, number=2)
    assert state_of(thread, reader) == (3, 1)

    marks.mark_read(member=reader, thread=thread, number=3)
    assert state_of(thread, reader) == (None, 0)

    make.post(thread, by=bob)
    assert state_of(thread, reader) == (4, 1)


def test_a_mark_never_goes_back_and_never_beyond_the_thread(reader: Member, start: Any) -> None:
    thread = start(posts=5)

    for number in (4, 2, 0, -3, 4):
        marks.mark_read(member=reader, thread=thread, number=number)
    assert ReadMark.objects.get(member=reader).last_number == 4

    marks.mark_read(member=reader, thread=thread, number=10**12)
    assert ReadMark.objects.get(member=reader).last_number == 5


def test_reading_again_what_is_known_as_read_writes_nothing(reader: Member, start: Any, django_assert_num_queries: Any) -> None:
    thread = start(posts=2)
    # The mark, and what the bell tells of these posts.
    with django_assert_num_queries(2):
        marks.mark_read(member=reader, thread=thread, number=2)
    queries.annotate([thread], reader)

    with django_assert_num_queries(0):
        marks.mark_read(member=reader, thread=thread, number=2)


def test_what_was_written_before_one_joined_counts_as_read(start: Any, bob: Member) -> None:
    thread, late = start(days=3, posts=2), start(days=1)
    newcomer = make.member("latecomer", date_joined=days_ago(2))

    assert unread(newcomer) == {late.pk}

    make.post(thread, by=bob)
    assert state_of(thread, newcomer) == (3, 1)


def test_what_is_older_than_forty_days_counts_as_read(reader: Member, start: Any, bob: Member) -> None:
    old = start(days=41, posts=3)

    assert state_of(old, reader) == (None, 0)

    marks.mark_read(member=reader, thread=old, number=1)
    assert state_of(old, reader) == (None, 0)

    make.post(old, by=bob)
    assert state_of(old, reader) == (2, 3)


def test_a_mark_from_before_the_floor_counts_only_what_came_after_the_floor(reader: Member, start: Any, bob: Member) -> None:
    old = start(days=41, posts=3)
    ReadMark.objects.create(member=reader, thread=old, last_number=1, read_at=days_ago(50))

    make.post(old, by=bob)

    assert state_of(old, reader) == (4, 1)


def test_marking_a_forum_reads_it_and_what_lies_below_up_to_that_moment(
    reader: Member, start: Any, bob: Member, forum: Forum
) -> None:
    below = make.forum("Below", parent=forum, open_to="")
    elsewhere = make.forum("Elsewhere")
    here, deep, other = start(), start(forum=below), start(forum=elsewhere)

    marks.mark_forum(member=reader, forum=forum)

    assert unread(reader) == {other.pk}
    assert state_of(here, reader) == state_of(deep, reader) == (None, 0)

    make.post(here, by=bob)
    assert state_of(here, reader) == (2, 1)


def test_marking_everything_reads_every_forum_and_is_one_row(reader: Member, start: Any) -> None:
    start(), start(forum=make.forum("Elsewhere"))

    for _ in range(3):
        marks.mark_forum(member=reader, forum=None)

    assert unread(reader) == set()
    assert ForumMark.objects.filter(member=reader).count() == 1


def test_a_forum_mark_never_goes_back_and_never_ahead(reader: Member, start: Any, forum: Forum) -> None:
    start()
    marks.mark_forum(member=reader, forum=forum, at=timezone.now() + timedelta(days=1))
    marks.mark_forum(member=reader, forum=forum, at=days_ago(10))

    assert days_ago(0.01) < ForumMark.objects.get(member=reader).marked_at <= timezone.now()


def test_one_forgets_nothing_that_came_between_the_page_and_the_button(reader: Member, start: Any, forum: Forum) -> None:
    """The button carries the moment at which its page was made."""
    shown_at = days_ago(2)
    came_later = start(days=1)

    marks.mark_forum(member=reader, forum=forum, at=shown_at)

    assert unread(reader) == {came_later.pk}


def test_ones_own_posts_are_no_news_but_those_before_them_are(alice: Member, bob: Member, charlie: Member, forum: Forum) -> None:
    thread = make.thread(by=alice, forum=forum)
    assert state_of(thread, alice) == (None, 0)

    marks.mark_read(member=bob, thread=thread, number=1)
    make.post(thread, by=bob)
    assert state_of(thread, bob) == (None, 0)

    make.post(thread, by=charlie)
    make.post(thread, by=bob)
    assert state_of(thread, bob) == (3, 2)


def test_unread_is_counted_by_forum_and_in_all(reader: Member, start: Any, forum: Forum, staff_forum: Forum) -> None:
    elsewhere = make.forum("Elsewhere")
    start(), start(), start(forum=elsewhere), start(forum=staff_forum)
    start(state=Thread.State.HELD)

    assert queries.unread_counts(fresh(reader)) == {forum.pk: 2, elsewhere.pk: 1, None: 3}
    assert queries.unread_counts(AnonymousUser()) == {None: 0}


def test_muted_threads_and_forums_are_never_unread(reader: Member, start: Any, forum: Forum) -> None:
    elsewhere = make.forum("Elsewhere")
    muted, plain, _in_muted, followed = start(), start(), start(forum=elsewhere), start(forum=elsewhere)
    actions.follow(by=reader, thread=muted, level=Level.MUTE)
    actions.follow(by=reader, forum=elsewhere, level=Level.MUTE)
    actions.follow(by=reader, thread=followed, level=Level.TRACK)

    assert unread(reader) == {plain.pk, followed.pk}
    assert queries.unread_counts(fresh(reader))[None] == 2


def test_a_guest_has_nothing_unread(start: Any, guest: Any) -> None:
    thread = start()

    (noted,) = queries.annotate([thread], guest)

    assert (noted.is_unread, noted.first_unread, noted.new_count) == (False, None, 0)
    assert not Thread.objects.filter(queries.unread_filter(guest)).exists()
    assert not Thread.objects.filter(levels.followed_filter(guest)).exists()


def test_lists_and_counts_cost_the_same_for_five_threads_and_for_fifty(
    reader: Member, start: Any, bob: Member, forum: Forum, django_assert_max_num_queries: Any
) -> None:
    def costs() -> list[int]:
        found = []
        for ask in (
            lambda viewer: queries.annotate(Thread.objects.all(), viewer),
            queries.unread_counts,
            lambda viewer: list(queries.unread_threads(viewer)),
            lambda viewer: list(Thread.objects.filter(levels.followed_filter(viewer))),
        ):
            viewer = fresh(reader)
            with django_assert_max_num_queries(10) as asked:
                ask(viewer)
            found.append(len(asked))
        return found

    for _ in range(5):
        make.post(start(days=50), by=bob)
    costs()  # rights are cached from here on
    few = costs()
    for _ in range(45):
        make.post(start(days=50, posts=2), by=bob)

    assert costs() == few
    assert few[0] <= 4


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_tabs_that_mark_at_once_leave_the_highest_mark(reader: Member, start: Any) -> None:
    thread = start(posts=8)
    numbers = [3, 8, 1, 5, 7, 2]

    in_parallel(6, lambda: marks.mark_read(member=reader, thread=thread, number=numbers.pop()))
    in_parallel(4, lambda: marks.mark_forum(member=fresh(reader), forum=None))
    in_parallel(4, lambda: marks.mark_forum(member=fresh(reader), forum=thread.forum))

    assert [mark.last_number for mark in ReadMark.objects.filter(member=reader)] == [8]
    assert ForumMark.objects.filter(member=reader).count() == 2
