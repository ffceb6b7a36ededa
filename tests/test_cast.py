"""The builders leave rows as the product does."""

from __future__ import annotations

from forums.access import rights_of
from forums.models import Right
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make


def test_the_thread_of_the_cast_is_counted_and_numbered(thread, forum, alice, bob):
    thread.refresh_from_db()
    forum.refresh_from_db()
    alice.refresh_from_db()

    assert list(thread.posts.order_by("number").values_list("number", "author")) == [(1, alice.pk), (2, bob.pk)]
    assert (thread.reply_count, thread.participant_count, thread.last_number, thread.last_poster) == (1, 2, 2, bob)
    assert (forum.thread_count, forum.post_count, alice.post_count) == (1, 2, 1)


def test_a_held_thread_is_seen_by_its_author_and_who_moderates(forum, nina, charlie, mona):
    held = make.thread(by=nina, forum=forum, state=Thread.State.HELD)

    assert held in Thread.objects.visible_to(nina)
    assert held in Thread.objects.visible_to(mona)
    assert held not in Thread.objects.visible_to(charlie)


def test_a_held_post_has_no_number(thread, nina):
    waiting = make.post(thread, by=nina, state=Post.State.HELD)

    assert waiting.number is None


def test_rights_of_the_cast(forum, staff_forum, guest, charlie, mona, admin):
    assert rights_of(guest).forums(Right.READ) == [forum.pk]
    assert not rights_of(guest).can(Right.REPLY, forum.pk)
    assert rights_of(charlie).can(Right.START, forum.pk)
    assert not rights_of(charlie).can(Right.SEE, staff_forum.pk)
    assert rights_of(mona).can(Right.MODERATE, staff_forum.pk)
    assert rights_of(admin).can(Right.MODERATE, staff_forum.pk)
