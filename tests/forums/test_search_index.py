"""The index follows the posts, and nobody finds what they may not read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Member
from forums.composing import editing
from forums.models import Forum, Right
from forums.posts import levers
from forums.posts.models import Post
from forums.search import engine
from forums.search.analyse import MOST_WORDS
from forums.search.entry import NEWEST
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from tests import make

pytestmark = pytest.mark.django_db


def found(viewer: Any, typed: str, **kwargs: Any) -> list[str]:
    """The texts found, in order."""
    return [hit.post.source for hit in engine.search(viewer, typed, **kwargs).hits]


@pytest.fixture
def thread(alice: Member, forum: Forum) -> Thread:
    return make.thread(by=alice, forum=forum, title="A lathe", body="It stands in the corner.")


@pytest.fixture
def say(thread: Thread, bob: Member) -> Any:
    """say("text") is a reply of Bob's."""

    def reply(body: str, **kwargs: Any) -> Post:
        return make.post(thread, by=kwargs.pop("by", bob), body=body, **kwargs)

    return reply


def test_a_hidden_forum_is_neither_searched_nor_confirmed(alice: Member, mona: Member, guest: Any, staff_forum: Forum) -> None:
    make.thread(by=mona, forum=staff_forum, title="Secret plan", body="about the secret plan")

    assert found(mona, "secret") == ["about the secret plan"]
    for viewer in (alice, guest):
        assert found(viewer, "secret") == []
        assert found(viewer, "author:mona") == []
        assert found(viewer, "secret forum:back-room") == []
        assert engine.search(viewer, "secret forum:back-room").notes == (f"There is no forum “{staff_forum.slug}”.",)


def test_who_may_only_see_a_forum_does_not_search_it(alice: Member, mona: Member) -> None:
    shown = make.forum("Shown", open_to="")
    make.access(shown, "members", Right.SEE)
    make.access(shown, "moderators", Right.MODERATE)
    make.thread(by=mona, forum=shown, body="unreadable words")

    assert found(alice, "unreadable") == []
    assert found(mona, "unreadable") == ["unreadable words"]


@pytest.mark.parametrize("take_down", [levers.hide, levers.remove, levers.delete])
def test_a_post_taken_down_is_found_by_nobody_until_it_is_back(
    say: Any, guest: Any, bob: Member, mona: Member, take_down: Any
) -> None:
    post = say("a rare marquetry")
    take_down(post)

    assert [found(viewer, "marquetry") for viewer in (guest, bob, mona)] == [[], [], []]

    levers.restore(post)

    assert found(guest, "marquetry") == ["a rare marquetry"]


def test_a_post_that_waits_is_found_once_it_is_released(say: Any, guest: Any, bob: Member) -> None:
    post = say("a rare marquetry", state=Post.State.HELD)

    assert found(bob, "marquetry") == []

    levers.release(post)

    assert found(guest, "marquetry") == ["a rare marquetry"]


def test_a_hidden_thread_takes_its_posts_out_of_the_search(say: Any, guest: Any, mona: Member, thread: Thread) -> None:
    say("a rare marquetry")
    thread_levers.hide(thread)

    assert found(guest, "marquetry") == found(mona, "marquetry") == []

    thread_levers.restore(thread)

    assert found(guest, "marquetry") == ["a rare marquetry"]


def test_a_moved_thread_is_found_by_those_who_may_read_where_it_is_now(
    say: Any, guest: Any, mona: Member, thread: Thread, staff_forum: Forum
) -> None:
    say("a rare marquetry")
    thread_levers.move(thread, staff_forum)

    assert found(guest, "marquetry") == []
    assert found(mona, "marquetry forum:back-room") == ["a rare marquetry"]


def test_an_edit_is_found_and_what_it_replaced_is_not(alice: Member, forum: Forum, guest: Any) -> None:
    thread = make.thread(by=alice, forum=forum, title="Old heading", body="old wording")
    post = make.opening(thread)

    editing.edit(by=alice, post=post, title="New heading", body="new wording", version=post.version)

    assert found(guest, "old") == []
    assert found(guest, '"new heading"') == found(guest, '"new wording"') == ["new wording"]


def test_hits_one_may_not_read_never_make_a_page_short(alice: Member, mona: Member, forum: Forum, staff_forum: Forum) -> None:
    """The right is asked before the page and before the bound on common words is cut."""
    readable = make.thread(by=alice, forum=forum, body="common word, readable", posts=25)
    secret = make.thread(by=mona, forum=staff_forum, body="nothing")
    template = make.opening(secret)
    Post.objects.bulk_create(
        Post(
            thread=secret,
            number=n,
            author=mona,
            source="common word",
            html="",
            text="common word",
            created_at=template.created_at,
            published_at=template.created_at,
        )
        for n in range(2, NEWEST + 10)
    )
    engine.reindex()

    results = engine.search(alice, "common")

    assert len(results.hits) == 20
    assert results.found == 25
    assert {hit.post.thread_id for hit in results.hits} == {readable.pk}


def test_reindex_makes_the_same_index_from_the_posts_alone(say: Any, guest: Any, capsys: Any) -> None:
    kept, hidden = say("clamp kept"), say("clamp hidden")
    levers.hide(hidden)
    engine.forget(kept)
    Post.objects.filter(pk=hidden.pk).update(state=Post.State.PUBLISHED)

    call_command("reindex")

    assert set(found(guest, "clamp")) == {"clamp kept", "clamp hidden"}
    assert "3 posts indexed" in capsys.readouterr().out


def test_reindex_forgets_posts_that_are_gone(say: Any) -> None:
    post = say("clamp gone")
    Post.objects.filter(pk=post.pk)._raw_delete(Post.objects.db)

    call_command("reindex")

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM search_document")
        assert cursor.fetchone() == (1,)


def test_a_very_long_post_is_indexed_up_to_its_limit(say: Any, guest: Any) -> None:
    post = say("start")
    Post.objects.filter(pk=post.pk).update(text=" ".join(f"w{n}" for n in range(MOST_WORDS + 10)))

    engine.index(post)

    assert len(engine.search(guest, "w17").hits) == 1
    assert len(engine.search(guest, f"w{MOST_WORDS - 1}").hits) == 1
    assert engine.search(guest, f"w{MOST_WORDS + 5}").hits == []


def test_a_post_deleted_for_good_is_forgotten(say: Any, guest: Any) -> None:
    say("a rare marquetry").delete()

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM search_document")
        assert cursor.fetchone() == (1,)
