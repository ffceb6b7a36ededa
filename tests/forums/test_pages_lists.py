"""The lists of threads: who sees what, in which order, page by page."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from accounts.groups import MEMBERS, MODERATORS
from forums.models import Right
from forums.personal.models import Subscription
from forums.posts.models import Post
from forums.threads import levers
from forums.threads.models import Thread
from tests import make

PUBLIC_LISTS = ["/", "/top/", "/unanswered/", "/f/workshop/", "/forums/"]
OWN_LISTS = ["/unread/", "/following/", "/drafts/", "/bookmarks/", "/new/"]


def titles(page: bytes) -> list[str]:
    return re.findall(r'<a class="title" href="/t/[^"]+">([^<]+)</a>', page.decode())


@pytest.mark.parametrize("path", PUBLIC_LISTS)
def test_everybody_may_open_the_lists(path, client_of, guest, bob, thread):
    assert client_of(guest).get(path).status_code == 200
    assert client_of(bob).get(path).status_code == 200


@pytest.mark.parametrize("path", [*PUBLIC_LISTS, *OWN_LISTS])
def test_a_list_of_an_empty_site_opens_and_says_what_to_do(path, client_of, bob, forum):
    page = client_of(bob).get(path)

    assert page.status_code in (200, 302)
    if path not in ("/forums/", "/new/"):
        assert b'class="empty"' in page.content


@pytest.mark.parametrize("path", OWN_LISTS)
def test_ones_own_lists_ask_a_guest_to_log_in(path, client_of, guest, db):
    page = client_of(guest).get(path)

    assert page.status_code == 302
    assert page["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", ["/", "/top/", "/unanswered/", "/unread/", "/tag/glue/"])
@pytest.mark.parametrize("state", ["held", "hidden", "removed"])
def test_an_unpublished_thread_is_on_no_list(path, state, client_of, bob, alice, forum):
    make.thread(by=alice, forum=forum, title="Secret words", tags=["glue"], state=state)
    make.thread(by=alice, forum=forum, title="Open words", tags=["glue"])

    page = client_of(bob).get(path)

    assert titles(page.content) == ["Open words"]


@pytest.mark.parametrize("path", ["/", "/top/", "/unanswered/", "/unread/", "/following/", "/tag/glue/", "/forums/"])
def test_a_closed_forum_leaves_no_trace_on_any_list(path, client_of, bob, alice, mona, staff_forum, forum):
    make.thread(by=mona, forum=staff_forum, title="Secret words", tags=["secret-tag"])
    make.thread(by=alice, forum=forum, title="Open words", tags=["glue"])
    Subscription.objects.create(member=bob, forum=staff_forum, level=Subscription.Level.WATCH)

    page = client_of(bob).get(path).content

    assert b"Secret words" not in page
    assert b"Back room" not in page
    assert b"secret-tag" not in page


def test_a_closed_forum_is_not_found(client_of, bob, mona, staff_forum):
    assert client_of(bob).get("/f/back-room/").status_code == 404
    assert client_of(mona).get("/f/back-room/").status_code == 200


def test_a_tag_of_closed_threads_only_is_not_found(client_of, bob, mona, staff_forum):
    make.thread(by=mona, forum=staff_forum, tags=["plans"])

    assert client_of(bob).get("/tag/plans/").status_code == 404
    assert client_of(mona).get("/tag/plans/").status_code == 200


def test_who_sees_a_forum_but_may_not_read_it_learns_its_name_only(client_of, bob, alice, forum):
    lobby = make.forum("Lobby", open_to=MODERATORS)
    make.access(lobby, MEMBERS, Right.SEE)
    make.thread(by=alice, forum=lobby, title="Secret words")

    page = client_of(bob).get("/f/lobby/").content

    assert b"Lobby" in page
    assert b"Secret words" not in page
    assert b"1 thread" not in client_of(bob).get("/forums/").content


def test_ones_own_waiting_thread_stands_on_top_marked(client_of, alice, bob, forum):
    make.thread(by=alice, forum=forum, title="Mine waits", state="held", at=timezone.now() - timedelta(days=3))
    make.thread(by=bob, forum=forum, title="Open")

    assert titles(client_of(alice).get("/").content) == ["Mine waits", "Open"]
    assert titles(client_of(bob).get("/").content) == ["Open"]


def test_the_newest_activity_comes_first(client_of, guest, alice, bob, forum):
    old = make.thread(by=alice, forum=forum, title="Old", at=timezone.now() - timedelta(days=2))
    make.thread(by=alice, forum=forum, title="Newer", at=timezone.now() - timedelta(days=1))
    make.post(old, by=bob)

    assert titles(client_of(guest).get("/").content) == ["Old", "Newer"]


def test_pages_follow_without_a_gap_or_a_double(client_of, guest, alice, forum):
    same_moment = timezone.now() - timedelta(hours=1)
    for n in range(70):
        make.thread(by=alice, forum=forum, title=f"Thread {n}", at=same_moment)
    client, path, seen = client_of(guest), "/", []

    for _page in range(3):
        page = client.get(path).content
        seen += titles(page)
        following = re.search(r'rel="next" href="([^"]+)"', page.decode())
        path = "/" + following[1].replace("&amp;", "&") if following else ""

    assert seen == [f"Thread {n}" for n in range(69, -1, -1)]
    assert path == ""


@pytest.mark.parametrize("cursor", ["x", "AAAA", "W10", "WzEsMl0", "9" * 300, "WyJ4IiwxXQ"])
@pytest.mark.parametrize("path", ["/", "/unread/", "/unanswered/", "/following/", "/f/workshop/", "/tag/glue/"])
def test_a_made_up_cursor_is_not_found(path, cursor, client_of, bob, alice, forum):
    make.thread(by=alice, forum=forum, tags=["glue"])

    assert client_of(bob).get(f"{path}?after={cursor}").status_code == 404


def test_pinned_threads_stand_above_the_first_page_only(client_of, guest, alice, forum):
    old = timezone.now() - timedelta(days=9)
    everywhere = make.thread(by=alice, forum=forum, title="Welcome", at=old)
    here = make.thread(by=alice, forum=forum, title="Rules here", at=old)
    past = make.thread(by=alice, forum=forum, title="Was pinned", at=old)
    levers.pin(everywhere, everywhere=True)
    levers.pin(here)
    levers.pin(past, until=timezone.now() - timedelta(minutes=1))
    make.thread(by=alice, forum=forum, title="New")

    assert titles(client_of(guest).get("/").content)[0] == "Welcome"
    assert sorted(titles(client_of(guest).get("/").content)) == ["New", "Rules here", "Was pinned", "Welcome"]
    assert set(titles(client_of(guest).get("/f/workshop/").content)[:2]) == {"Welcome", "Rules here"}


def test_a_forum_shows_what_lies_below_it(client_of, guest, alice, forum):
    inner = make.forum("Machines", open_to="", parent=forum)
    make.thread(by=alice, forum=inner, title="Bandsaw")

    page = client_of(guest).get("/f/workshop/").content

    assert titles(page) == ["Bandsaw"]
    assert b"/f/machines/" in page


def test_unread_says_how_much_is_new_and_leads_there(client_of, bob, alice, thread):
    client = client_of(bob)
    client.get(thread.get_absolute_url())
    assert titles(client.get("/unread/").content) == []

    make.post(thread, by=alice)

    page = client.get("/unread/").content
    assert titles(page) == [thread.title]
    assert b"1 new" in page
    assert f"{thread.get_absolute_url()}#post-3".encode() in page


def test_following_lists_what_is_followed(client_of, bob, alice, forum):
    followed = make.thread(by=alice, forum=forum, title="Followed")
    make.thread(by=alice, forum=forum, title="Other")
    client_of(bob).post(f"/t/{followed.pk}/follow/", {"level": 2})

    assert titles(client_of(bob).get("/following/").content) == ["Followed"]


def test_top_puts_the_liveliest_thread_first(client_of, guest, alice, bob, forum):
    long_ago = make.thread(by=alice, forum=forum, title="Long ago", posts=9, at=timezone.now() - timedelta(days=20))
    make.thread(by=alice, forum=forum, title="Quiet")
    make.thread(by=alice, forum=forum, title="Lively", posts=4, repliers=[bob])
    make.post(long_ago, by=bob)
    make.post(long_ago, by=alice)

    assert titles(client_of(guest).get("/top/").content) == ["Lively", "Long ago", "Quiet"]
    assert titles(client_of(guest).get("/top/?period=month").content)[0] == "Long ago"
    assert client_of(guest).get("/top/?period=century").status_code == 404


def test_a_hidden_thread_leaves_the_cached_top_list_at_once(client_of, guest, alice, forum):
    found = make.thread(by=alice, forum=forum, title="Secret words")
    client_of(guest).get("/top/")

    levers.hide(found)

    assert titles(client_of(guest).get("/top/").content) == []


def test_unanswered_lists_threads_without_a_reply(client_of, guest, alice, bob, forum):
    make.thread(by=alice, forum=forum, title="Answered", posts=2, repliers=[bob])
    make.thread(by=alice, forum=forum, title="Lonely")

    assert titles(client_of(guest).get("/unanswered/").content) == ["Lonely"]


def test_marking_as_read_empties_the_unread_list(client_of, bob, alice, forum):
    make.thread(by=alice, forum=forum, at=timezone.now())
    client = client_of(bob)
    bob.date_joined = timezone.now() - timedelta(days=5)
    bob.save()
    assert len(titles(client.get("/unread/").content)) == 1

    answer = client.post("/mark-read/", {"next": "https://evil.example/"})

    assert answer["Location"] == "/"
    assert titles(client.get("/unread/").content) == []


def test_titles_and_tags_are_escaped(client_of, guest, alice, forum):
    make.thread(by=alice, forum=forum, title="<script>alert(1)</script>", tags=["<b>x"])

    page = client_of(guest).get("/").content

    assert b"<script>alert" not in page
    assert b"<b>x" not in page


@pytest.mark.parametrize(
    "path",
    ["/tag/" + quote("ü" * 500) + "/", "/f/" + "x" * 3000 + "/", "/t/99999999999999999999999/", "/p/99999999999999999999999/"],
)
def test_addresses_of_nothing_are_not_found(path, client_of, guest, db):
    assert client_of(guest).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/unread/", "/following/", "/top/", "/unanswered/", "/f/workshop/", "/tag/glue/", "/forums/"]
)
def test_a_list_costs_a_member_ten_queries_however_long_it_is(path, client_of, bob, alice, forum, django_assert_max_num_queries):
    people = [make.member(f"person{n}") for n in range(4)]
    client = client_of(bob)

    def grow(count: int) -> None:
        for n in range(count):
            made = make.thread(
                by=people[n % 4], forum=forum, tags=["glue", f"tag{n % 3}"], posts=2, repliers=[people[(n + 1) % 4]]
            )
            Subscription.objects.create(member=bob, thread=made, level=2)
        make.thread(by=alice, forum=forum, tags=["glue"])

    grow(4)
    client.get(path)
    with django_assert_max_num_queries(10) as few:
        client.get(path)
    grow(25)
    client.get(path)
    with django_assert_max_num_queries(10) as many:
        assert client.get(path).status_code == 200

    assert len(many) == len(few)


def test_thread_and_post_states_cover_what_the_lists_promise():
    # A state that is added later must be thought about here.
    assert set(Thread.State.values) == {"published", "held", "hidden", "removed"}
    assert set(Post.State.values) == {"published", "held", "hidden", "removed", "deleted"}
