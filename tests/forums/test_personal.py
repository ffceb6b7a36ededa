"""Following, drafts and bookmarks: what is one member's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Member
from community.core.decisions import Refused
from forums.models import Forum
from forums.personal import actions, bookmarks, levels, queries
from forums.personal.models import Bookmark, Draft, Subscription
from forums.posts import levers
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel

Level = Subscription.Level


# --- Following --------------------------------------------------------------------------------------------------------


def test_who_starts_a_thread_watches_it_and_who_replies_tracks_it(
    alice: Member, bob: Member, charlie: Member, thread: Thread
) -> None:
    assert levels.level_of(alice, thread) == Level.WATCH
    assert levels.level_of(bob, thread) == Level.TRACK
    assert levels.level_of(charlie, thread) == Level.NORMAL


@pytest.mark.parametrize("chosen", [Level.MUTE, Level.NORMAL, Level.WATCH])
def test_writing_does_not_undo_what_was_chosen(charlie: Member, thread: Thread, chosen: int) -> None:
    actions.follow(by=charlie, thread=thread, level=chosen)

    make.post(thread, by=charlie)

    assert levels.level_of(charlie, thread) == chosen


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

    assert levels.level_of(charlie, thread) == result
    assert (charlie.pk in levels.watchers_of(thread)) is is_watcher
    assert (charlie.pk in levels.muters_of(thread)) is is_muter
    assert Thread.objects.filter(levels.followed_filter(charlie), pk=thread.pk).exists() is is_followed
    assert levels.watchers_of(thread).count(alice.pk) == 1


def test_watching_thread_and_forum_is_one_watcher(charlie: Member, thread: Thread) -> None:
    actions.follow(by=charlie, thread=thread, level=Level.WATCH)
    actions.follow(by=charlie, forum=thread.forum, level=Level.WATCH)

    assert levels.watchers_of(thread).count(charlie.pk) == 1


def test_a_forum_back_at_normal_leaves_no_row(charlie: Member, forum: Forum) -> None:
    actions.follow(by=charlie, forum=forum, level=Level.WATCH)
    assert levels.level_of_forum(charlie, forum.pk) == Level.WATCH

    actions.follow(by=charlie, forum=forum, level=Level.NORMAL)

    assert levels.level_of_forum(charlie, forum.pk) == Level.NORMAL
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

    assert bookmarks.toggle(by=bob, post=post) is True
    assert queries.bookmarked(bob, [post.pk]) == {post.pk}
    assert queries.bookmarked(charlie, [post.pk]) == set()
    assert bookmarks.toggle(by=bob, post=post) is False
    assert queries.bookmarked(bob, [post.pk]) == set()


def test_a_bookmark_on_what_one_may_no_longer_read_is_not_listed(
    bob: Member, thread: Thread, django_assert_max_num_queries: Any
) -> None:
    for post in thread.posts.all():
        bookmarks.toggle(by=bob, post=post)
    hidden, kept = make.opening(make.thread(by=thread.author, forum=thread.forum)), thread.posts.get(number=1)
    bookmarks.toggle(by=bob, post=hidden)
    levers.remove(hidden)

    list(bookmarks.of(Member.objects.get(pk=bob.pk)))  # rights are cached from here on
    viewer = Member.objects.get(pk=bob.pk)
    with django_assert_max_num_queries(2):
        rows = list(bookmarks.of(viewer))
        assert {row.post.thread.forum.name for row in rows} == {"Workshop"}

    assert kept.pk in {row.post_id for row in rows}
    assert hidden.pk not in {row.post_id for row in rows}


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_six_clicks_at_once_keep_a_post_once_or_not_at_all(bob: Member, thread: Thread) -> None:
    post = make.opening(thread)

    in_parallel(6, lambda: bookmarks.toggle(by=bob, post=post))
    in_parallel(6, lambda: actions.follow(by=bob, thread=thread, level=Level.WATCH))
    in_parallel(6, lambda: actions.save_draft(by=bob, place="new", body="text"))

    assert Bookmark.objects.filter(member=bob, post=post).count() in (0, 1)
    assert Subscription.objects.filter(member=bob, thread=thread).count() == 1
    assert Draft.objects.filter(member=bob).count() == 1
    assert Post.objects.filter(pk=post.pk).exists()
