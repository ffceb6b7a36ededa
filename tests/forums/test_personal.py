"""Read marks, following, drafts and bookmarks: what is one member's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Member
from community.core.decisions import Refused
from forums.models import Forum
from forums.personal import actions, marks, queries
from forums.personal.models import Bookmark, Draft, ForumMark, ReadMark, Subscription
from forums.posts import levers
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make
from tests.forums.test_reactions import in_parallel

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


# --- Reading ----------------------------------------------------------------------------------------------------------


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
    with django_assert_num_queries(1):
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
    assert not Thread.objects.filter(queries.followed_filter(guest)).exists()


def test_lists_and_counts_cost_the_same_for_five_threads_and_for_fifty(
    reader: Member, start: Any, bob: Member, forum: Forum, django_assert_max_num_queries: Any
) -> None:
    def costs() -> list[int]:
        found = []
        for ask in (
            lambda viewer: queries.annotate(Thread.objects.all(), viewer),
            queries.unread_counts,
            lambda viewer: list(queries.unread_threads(viewer)),
            lambda viewer: list(Thread.objects.filter(queries.followed_filter(viewer))),
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


# --- Following --------------------------------------------------------------------------------------------------------


def test_who_starts_a_thread_watches_it_and_who_replies_tracks_it(
    alice: Member, bob: Member, charlie: Member, thread: Thread
) -> None:
    assert queries.level_of(alice, thread) == Level.WATCH
    assert queries.level_of(bob, thread) == Level.TRACK
    assert queries.level_of(charlie, thread) == Level.NORMAL


@pytest.mark.parametrize("chosen", [Level.MUTE, Level.NORMAL, Level.WATCH])
def test_writing_does_not_undo_what_was_chosen(charlie: Member, thread: Thread, chosen: int) -> None:
    actions.follow(by=charlie, thread=thread, level=chosen)

    make.post(thread, by=charlie)

    assert queries.level_of(charlie, thread) == chosen


@pytest.mark.parametrize(
    ("of_forum", "of_thread", "result", "is_watcher", "is_muter", "is_followed"),
    [
        (None, None, Level.NORMAL, False, False, False),
        (Level.WATCH, None, Level.WATCH, True, False, True),
        (Level.WATCH, Level.TRACK, Level.WATCH, True, False, True),
        (Level.WATCH, Level.NORMAL, Level.NORMAL, False, False, False),
        (Level.WATCH, Level.MUTE, Level.MUTE, False, True, False),
        (Level.TRACK, None, Level.TRACK, False, False, True),
        (Level.MUTE, None, Level.MUTE, False, True, False),
        (Level.MUTE, Level.NORMAL, Level.NORMAL, False, False, False),
        (Level.MUTE, Level.WATCH, Level.WATCH, True, False, True),
        (None, Level.WATCH, Level.WATCH, True, False, True),
        (Level.NORMAL, Level.TRACK, Level.TRACK, False, False, True),
    ],
)
def test_what_was_said_of_the_thread_wins(
    charlie: Member,
    alice: Member,
    thread: Thread,
    of_forum: int | None,
    of_thread: int | None,
    result: int,
    is_watcher: bool,
    is_muter: bool,
    is_followed: bool,
) -> None:
    if of_forum is not None:
        actions.follow(by=charlie, forum=thread.forum, level=of_forum)
    if of_thread is not None:
        actions.follow(by=charlie, thread=thread, level=of_thread)

    assert queries.level_of(charlie, thread) == result
    assert (charlie.pk in queries.watchers_of(thread)) is is_watcher
    assert (charlie.pk in queries.muters_of(thread)) is is_muter
    assert Thread.objects.filter(queries.followed_filter(charlie), pk=thread.pk).exists() is is_followed
    assert queries.watchers_of(thread).count(alice.pk) == 1


def test_watching_thread_and_forum_is_one_watcher(charlie: Member, thread: Thread) -> None:
    actions.follow(by=charlie, thread=thread, level=Level.WATCH)
    actions.follow(by=charlie, forum=thread.forum, level=Level.WATCH)

    assert queries.watchers_of(thread).count(charlie.pk) == 1


def test_a_forum_back_at_normal_leaves_no_row(charlie: Member, forum: Forum) -> None:
    actions.follow(by=charlie, forum=forum, level=Level.WATCH)
    assert queries.level_of_forum(charlie, forum.pk) == Level.WATCH

    actions.follow(by=charlie, forum=forum, level=Level.NORMAL)

    assert queries.level_of_forum(charlie, forum.pk) == Level.NORMAL
    assert not Subscription.objects.filter(member=charlie).exists()


def test_following_needs_a_member_a_thing_and_a_known_level(charlie: Member, guest: Any, thread: Thread) -> None:
    with pytest.raises(Refused):
        actions.follow(by=guest, thread=thread, level=Level.WATCH)
    with pytest.raises(ValidationError):
        actions.follow(by=charlie, thread=thread, level=7)
    with pytest.raises(ValidationError):
        actions.follow(by=charlie, level=Level.WATCH)
    with pytest.raises(ValidationError):
        actions.follow(by=charlie, thread=thread, forum=thread.forum, level=Level.WATCH)


# --- Drafts -----------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_once_for_each_place(bob: Member, alice: Member) -> None:
    actions.save_draft(by=bob, place="thread:1", body="first")
    actions.save_draft(by=bob, place="thread:1", title="T", body="second")
    actions.save_draft(by=bob, place="new", body="other")
    actions.save_draft(by=alice, place="thread:1", body="hers")

    assert {(d.place, d.title, d.body) for d in queries.drafts_of(bob)} == {("thread:1", "T", "second"), ("new", "", "other")}
    assert queries.draft_at(bob, "thread:1").body == "second"  # type: ignore[union-attr]


def test_an_emptied_draft_is_gone(bob: Member) -> None:
    actions.save_draft(by=bob, place="new", body="text")

    assert actions.save_draft(by=bob, place="new", title=" ", body=" \n\0") is None
    assert not Draft.objects.exists()


def test_discarding_touches_ones_own_only(bob: Member, alice: Member) -> None:
    actions.save_draft(by=alice, place="new", body="hers")

    assert actions.discard_draft(by=bob, place="new") is False
    assert actions.discard_draft(by=alice, place="new") is True
    assert actions.discard_draft(by=alice, place="new") is False


@pytest.mark.parametrize(
    "place", ["", "here", "thread:", "thread:0", "thread:x", "thread:1 ", "thread:1\n", "post:-1", f"forum:{10**30}", "new:1"]
)
def test_a_draft_needs_a_known_place(bob: Member, place: str) -> None:
    with pytest.raises(ValidationError):
        actions.save_draft(by=bob, place=place, body="text")


def test_a_draft_may_be_twice_as_long_as_a_post_and_no_longer(bob: Member) -> None:
    assert actions.save_draft(by=bob, place="new", body="x" * 40_000)

    with pytest.raises(ValidationError):
        actions.save_draft(by=bob, place="new", body="x" * 40_001)
    with pytest.raises(ValidationError):
        actions.save_draft(by=bob, place="new", title="x" * 201)
    assert len(Draft.objects.get().body) == 40_000


def test_a_hundred_drafts_are_enough_but_each_can_still_be_saved(bob: Member) -> None:
    for number in range(1, actions.DRAFTS_EACH + 1):
        actions.save_draft(by=bob, place=f"thread:{number}", body="text")

    with pytest.raises(ValidationError, match="100 drafts"):
        actions.save_draft(by=bob, place="new", body="one more")
    actions.save_draft(by=bob, place="thread:7", body="longer text")

    assert queries.draft_at(bob, "thread:7").body == "longer text"  # type: ignore[union-attr]


# --- Bookmarks --------------------------------------------------------------------------------------------------------


def test_a_bookmark_is_set_and_taken_away(bob: Member, charlie: Member, thread: Thread) -> None:
    post = make.opening(thread)

    assert actions.toggle_bookmark(by=bob, post=post) is True
    assert queries.bookmarked(bob, [post.pk]) == {post.pk}
    assert queries.bookmarked(charlie, [post.pk]) == set()
    assert actions.toggle_bookmark(by=bob, post=post) is False
    assert queries.bookmarked(bob, [post.pk]) == set()


def test_a_bookmark_on_what_one_may_no_longer_read_is_not_listed(
    bob: Member, thread: Thread, django_assert_max_num_queries: Any
) -> None:
    for post in thread.posts.all():
        actions.toggle_bookmark(by=bob, post=post)
    hidden, kept = make.opening(make.thread(by=thread.author, forum=thread.forum)), thread.posts.get(number=1)
    actions.toggle_bookmark(by=bob, post=hidden)
    levers.remove(hidden)

    list(queries.bookmarks_of(fresh(bob)))  # rights are cached from here on
    viewer = fresh(bob)
    with django_assert_max_num_queries(2):
        rows = list(queries.bookmarks_of(viewer))
        assert {row.post.thread.forum.name for row in rows} == {"Workshop"}

    assert kept.pk in {row.post_id for row in rows}
    assert hidden.pk not in {row.post_id for row in rows}


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_keep_a_post_once_or_not_at_all(bob: Member, thread: Thread) -> None:
    post = make.opening(thread)

    in_parallel(6, lambda: actions.toggle_bookmark(by=bob, post=post))
    in_parallel(6, lambda: actions.follow(by=bob, thread=thread, level=Level.WATCH))
    in_parallel(6, lambda: actions.save_draft(by=bob, place="new", body="text"))

    assert Bookmark.objects.filter(member=bob, post=post).count() in (0, 1)
    assert Subscription.objects.filter(member=bob, thread=thread).count() == 1
    assert Draft.objects.filter(member=bob).count() == 1
    assert Post.objects.filter(pk=post.pk).exists()
