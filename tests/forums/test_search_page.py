"""The search page: what it keeps, what it suggests, how often it may be asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Member
from forums.models import Forum, Right
from forums.personal import bookmarks
from forums.posts.models import Post
from forums.search import engine, saving
from forums.search.models import SavedSearch
from forums.threads.models import Thread
from tests import make

pytestmark = pytest.mark.django_db
SUGGEST = reverse("forums:search_suggestions")


def found(viewer: Any, typed: str, **kwargs: Any) -> set[str]:
    return {hit.post.source for hit in engine.search(viewer, typed, **kwargs).hits}


def test_more_operators_narrow_the_search(alice: Member, bob: Member, forum: Forum, guest: Any) -> None:
    one = make.thread(by=alice, forum=forum, title="One", body="saw ![a saw](/media/a/x.png) one", tags=["hand"])
    two = make.thread(by=bob, forum=forum, title="Two", body="saw two, see https://example.org/ there", is_locked=True)
    ask = make.thread(by=bob, forum=forum, title="Three", body="saw `three`", kind=Thread.Kind.QUESTION)
    answer = make.post(one, by=bob, body="saw answer\n\n    with code")
    bookmarks.toggle(by=alice, post=answer)
    Thread.objects.filter(pk=ask.pk).update(extras=Thread.Extra.POLL)
    texts = {name: make.opening(thread).source for name, thread in (("one", one), ("two", two), ("three", ask))}
    texts["answer"] = answer.source
    table = {
        "saw -author:bob": "one",
        "saw -tag:hand": "two three",
        "saw -forum:workshop": "",
        "saw has:link": "two",
        "saw has:code": "answer",
        "saw is:locked": "two",
        "saw is:open": "one three answer",
        "saw -is:locked": "one three answer",
        "saw is:unanswered": "two three",
        "saw is:poll": "three",
        "saw is:event": "",
        "saw in:first": "one two three",
        "saw -in:first": "answer",
        f"saw thread:{one.pk}": "one answer",
        f"thread:{two.pk}": "two",
        "saw in:bookmarks": "answer",
        "saw -in:bookmarks": "one two three",
        "saw author:me": "one",
    }

    assert {typed: found(alice, typed) for typed in table} == {
        typed: {texts[name] for name in names.split()} for typed, names in table.items()
    }
    assert found(guest, "saw in:bookmarks") == found(guest, "saw author:me") == set()


def test_a_name_that_was_nearly_typed_right_is_offered(alice: Member, forum: Forum, guest: Any, staff_forum: Forum) -> None:
    make.thread(by=alice, forum=forum, tags=["bandsaw"])
    make.thread(by=alice, forum=staff_forum, tags=["bandstand"])

    assert engine.search(guest, "glue author:alise").notes == ("Did you mean author:alice?",)
    assert engine.search(guest, "glue tag:bandsw").notes == ("Did you mean tag:bandsaw?",)
    assert "Did you mean forum:workshop?" in engine.search(guest, "glue forum:workshp").notes
    assert not any("back-room" in note for note in engine.search(guest, "glue forum:back-rom").notes)


# Written down once more, in other words than the product's: who finds what.
VIEWERS = {
    "guest": {"open"},
    "alice": {"open", "members"},
    "bob": {"open", "members", "guild"},
    "mona": {"open", "members", "guild", "staff"},
}
FORUMS = {"open": "everyone", "members": "members", "guild": "guild", "staff": "moderators", "shown": ""}


def test_every_viewer_finds_exactly_what_they_may_read(alice: Member, bob: Member, mona: Member, guest: Any) -> None:
    """Each right of a forum with each state of thread and post, with and without a word, in titles and by author."""
    bob.groups.add(make.group("guild"))
    forums = {name: make.forum(name, slug=name, open_to=group, moderated_by=None) for name, group in FORUMS.items()}
    for name in ("guild", "members", "open"):
        make.access(forums[name], "moderators", Right.MODERATE)
    make.access(forums["shown"], "members", Right.SEE)
    texts: dict[tuple[str, str, str], str] = {}
    for name, forum in forums.items():
        for thread_state in Thread.State.values:
            thread = make.thread(by=alice, forum=forum, title=f"Needle {name}", body="opening")
            for number, state in enumerate(Post.State.values, start=2):
                post = make.post(thread, by=alice, body=f"needle {name} {thread_state} {state}")
                Post.objects.filter(pk=post.pk).update(state=state)
                texts[name, thread_state, state] = post.source
            Thread.objects.filter(pk=thread.pk).update(state=thread_state)
    engine.reindex()
    public = {name: texts[name, "published", "published"] for name in FORUMS}

    for who, readable in VIEWERS.items():
        viewer = {"guest": guest, "alice": alice, "bob": bob, "mona": mona}[who]
        fresh = Member.objects.get(pk=viewer.pk) if viewer.pk else viewer
        for typed, more in (("needle", "opening"), ("needle author:alice", "opening"), ("author:alice", "opening")):
            for order in ("rank", "date"):
                hits = found(fresh, typed, order=order)
                assert hits - {more} == {public[name] for name in readable}, (who, typed, order)
        in_title = {hit.post.thread.forum.slug for hit in engine.search(fresh, "needle in:title").hits}
        assert in_title == readable, who
        assert {thread.forum.slug for thread in engine.threads_begun(fresh, "need", limit=100)} == readable, who
        for name in FORUMS:
            if name not in readable:
                assert found(fresh, f"needle forum:{name}") == set(), (who, name)


def test_the_box_suggests_what_the_viewer_may_see(client: Any, alice: Member, forum: Forum, staff_forum: Forum) -> None:
    thread = make.thread(by=alice, forum=forum, title="Varnishing an oak table", tags=["varnish"])
    make.thread(by=alice, forum=staff_forum, title="Varnish thieves", tags=["varnish-theft"])

    page = client.get(SUGGEST, {"q": "oak varn"}).content.decode()
    assert thread.get_absolute_url() in page
    page = client.get(SUGGEST, {"q": "varn"}).content.decode()
    assert "/tag/varnish/" in page and "theft" not in page and "thieves" not in page
    assert "/f/workshop/" in client.get(SUGGEST, {"q": "work"}).content.decode()
    assert "alice" not in client.get(SUGGEST, {"q": "alic"}).content.decode().replace("“alic”", "")
    assert client.get(SUGGEST, {"q": "v"}).status_code == 204
    client.force_login(alice)
    assert "/u/alice/" in client.get(SUGGEST, {"q": "@alic"}).content.decode()
    assert "&lt;b&gt;" in client.get(SUGGEST, {"q": "<b>x"}).content.decode()


@pytest.mark.parametrize("typed", ["varnishi", "varnishing", "Varn", "an oa", "oak varnish tabl"])
def test_a_title_is_suggested_while_it_is_typed(alice: Member, forum: Forum, guest: Any, typed: str) -> None:
    thread = make.thread(by=alice, forum=forum, title="Varnishing an oak table")
    make.thread(by=alice, forum=forum, title="Something else")

    assert engine.threads_begun(guest, typed) == [thread]


@pytest.mark.parametrize("typed", ["", "a", '"', "*", "a*", "'; DROP", "\0", "a" * 5_000, "NEAR(", "-x", "½½", "in:title"])
def test_no_beginning_breaks_the_engine(alice: Member, forum: Forum, guest: Any, typed: str) -> None:
    make.thread(by=alice, forum=forum)

    assert engine.threads_begun(guest, typed) == []


def test_a_search_is_kept_found_again_and_forgotten(client: Any, alice: Member, bob: Member, forum: Forum) -> None:
    client.force_login(alice)

    client.post(reverse("forums:save_search"), {"q": "oak -varnish", "name": "My oak", "order": "date"})
    client.post(reverse("forums:save_search"), {"q": "oak -varnish", "name": "Oak", "order": "date"})
    client.post(reverse("forums:save_search"), {"q": "-varnish"})

    (kept,) = SavedSearch.objects.all()
    assert (kept.member, kept.name, kept.by_date) == (alice, "Oak", True)
    assert "?q=oak%20-varnish&amp;order=date" in client.get(reverse("forums:search")).content.decode()

    assert not saving.forget(by=bob, pk=kept.pk)
    client.post(reverse("forums:forget_search", args=[kept.pk]))
    assert not SavedSearch.objects.exists()


def test_a_member_keeps_a_bounded_number_of_searches(alice: Member, forum: Forum) -> None:
    SavedSearch.objects.bulk_create(SavedSearch(member=alice, name=str(n), typed=f"oak {n}") for n in range(saving.MOST))

    with pytest.raises(Exception, match="forget one first"):
        saving.save(by=alice, typed="one more")
    assert saving.save(by=alice, typed="oak 1", name="renamed").name == "renamed"


def test_who_searches_too_often_is_told_so_and_keeps_the_words(client: Any, forum: Forum) -> None:
    answers = [client.get(reverse("forums:search"), {"q": "oak"}) for _n in range(31)]

    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert "a bit too often" in answers[-1].content.decode() and 'value="oak"' in answers[-1].content.decode()
