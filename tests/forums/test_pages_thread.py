"""A thread's page: who sees which post, where one is, what it costs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Member
from community.core.markup.render import RENDERER_VERSION
from forums.models import Forum
from forums.personal.models import ForumMark, ReadMark
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads import viewing
from forums.threads.models import Thread
from tests import make


def numbers(page: bytes) -> list[int]:
    return [int(number) for number in re.findall(r'<article id="post-(\d+)"', page.decode())]


def huge(thread: Thread, count: int) -> Thread:
    """Give the thread so many posts, fast."""
    last = thread.last_number
    now = timezone.now()
    Post.objects.bulk_create(
        [
            Post(
                thread=thread,
                author=thread.author,
                number=number,
                source="More.",
                html="<p>More.</p>",
                text="More.",
                renderer=RENDERER_VERSION,
                created_at=now,
                published_at=now,
            )
            for number in range(last + 1, count + 1)
        ],
        batch_size=500,
    )
    Thread.objects.filter(pk=thread.pk).update(last_number=count, reply_count=count - 1, last_post_at=now)
    Member.objects.filter(pk=thread.author_id).update(post_count=count)
    Forum.objects.filter(pk=thread.forum_id).update(post_count=count)
    thread.refresh_from_db()
    return thread


def test_a_guest_reads_the_thread(client_of, guest, thread):
    page = client_of(guest).get(thread.get_absolute_url())

    assert page.status_code == 200
    assert numbers(page.content) == [1, 2]
    assert f'<link rel="canonical" href="{thread.get_absolute_url()}">' in page.content.decode()
    assert b'<meta name="description" content="The joint opens in summer.' in page.content


def test_an_old_or_wrong_title_in_the_address_leads_to_the_right_one(client_of, guest, thread):
    answer = client_of(guest).get(f"/t/{thread.pk}/something-else/?page=1")

    assert (answer.status_code, answer["Location"]) == (301, f"{thread.get_absolute_url()}?page=1")
    assert client_of(guest).get(f"/t/{thread.pk}/")["Location"] == thread.get_absolute_url()


@pytest.mark.parametrize("title", ["Reply", "follow!", "???"])
def test_no_title_hides_its_thread_behind_an_act(title, client_of, guest, alice, forum):
    made = make.thread(by=alice, forum=forum, title=title)

    assert client_of(guest).get(made.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "1.5", "9" * 30, "²", "١"])
def test_a_page_that_does_not_exist_is_not_found(page, client_of, guest, thread):
    assert client_of(guest).get(f"{thread.get_absolute_url()}?page={page}").status_code == 404


def test_pages_are_cut_by_number(client_of, guest, thread):
    huge(thread, 45)

    assert numbers(client_of(guest).get(thread.get_absolute_url()).content) == list(range(1, 21))
    second = client_of(guest).get(f"{thread.get_absolute_url()}?page=2").content
    assert numbers(second) == list(range(21, 41))
    assert f'<link rel="prev" href="{thread.get_absolute_url()}">'.encode() in second
    assert f'<link rel="next" href="{thread.get_absolute_url()}?page=3">'.encode() in second
    assert numbers(client_of(guest).get(f"{thread.get_absolute_url()}?page=3").content) == list(range(41, 46))


def test_a_post_is_found_by_its_own_address(client_of, guest, thread):
    huge(thread, 45)
    post = Post.objects.get(thread=thread, number=41)

    answer = client_of(guest).get(f"/p/{post.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, f"{thread.get_absolute_url()}?page=3#post-41")


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("published", {"guest", "bob", "alice", "charlie", "mona", "admin"}),
        ("held", {"bob", "mona", "admin"}),
        ("hidden", {"bob", "mona", "admin"}),
        ("removed", {"mona", "admin"}),
        ("deleted", {"mona", "admin"}),
    ],
)
def test_a_reply_is_seen_by_whom_its_state_says(state, seen_by, client_of, guest, alice, bob, charlie, mona, admin, thread):
    post = make.post(thread, by=bob, body="The words in question.", state="held" if state == "held" else "published")
    levers.to_state(post, state)
    cast = {"guest": guest, "alice": alice, "bob": bob, "charlie": charlie, "mona": mona, "admin": admin}

    def sees(person) -> bool:
        return b"The words in question." in client_of(person).get(thread.get_absolute_url()).content

    assert {name for name, person in cast.items() if sees(person)} == seen_by
    assert {name for name, person in cast.items() if client_of(person).get(f"/p/{post.pk}/").status_code == 302} == seen_by
    assert {
        name for name, person in cast.items() if client_of(person).get(f"/p/{post.pk}/history/").status_code == 200
    } == seen_by
    quoters = seen_by - {"guest"}
    assert {
        name for name in cast if name != "guest" and client_of(cast[name]).get(f"/p/{post.pk}/quote/").status_code == 200
    } == quoters


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("published", {"guest", "alice", "charlie", "mona"}),
        ("held", {"alice", "mona"}),
        ("hidden", {"alice", "mona"}),
        ("removed", {"mona"}),
    ],
)
def test_a_thread_is_found_by_whom_its_state_says(state, seen_by, client_of, guest, alice, charlie, mona, forum):
    made = make.thread(by=alice, forum=forum, state=state)
    cast = {"guest": guest, "alice": alice, "charlie": charlie, "mona": mona}

    for path in (made.get_absolute_url(), f"/t/{made.pk}/"):
        found = {name for name, person in cast.items() if client_of(person).get(path).status_code in (200, 301)}
        assert found == seen_by


def test_a_waiting_reply_stands_at_the_end_of_the_last_page_only(client_of, bob, thread):
    huge(thread, 25)
    post = make.post(thread, by=bob, state="held", body="I wait.")

    assert b"I wait." not in client_of(bob).get(thread.get_absolute_url()).content
    last = client_of(bob).get(f"{thread.get_absolute_url()}?page=2").content
    assert f'id="held-{post.pk}"'.encode() in last
    assert "Waiting for a moderator" in last.decode()
    assert client_of(bob).get(f"/p/{post.pk}/")["Location"].endswith(f"?page=2#held-{post.pk}")


def test_reading_moves_the_mark_forward_and_never_back(client_of, bob, thread):
    huge(thread, 45)
    client = client_of(bob)
    client.get(f"{thread.get_absolute_url()}?page=2")
    assert ReadMark.objects.get(member=bob).last_number == 40

    client.get(thread.get_absolute_url())

    assert ReadMark.objects.get(member=bob).last_number == 40


def test_a_page_fetched_ahead_marks_nothing_as_read(client_of, charlie, thread):
    client_of(charlie).get(thread.get_absolute_url(), headers={"Sec-Purpose": "prefetch"})
    client_of(charlie).head(thread.get_absolute_url())

    assert not ReadMark.objects.filter(member=charlie).exists()


def test_the_first_new_post_is_one_click_away(client_of, bob, alice, thread):
    huge(thread, 20)
    client = client_of(bob)
    client.get(thread.get_absolute_url())
    make.post(thread, by=alice)

    page = client.get(thread.get_absolute_url()).content.decode()

    assert f'href="{thread.get_absolute_url()}?page=2#post-21"' in page
    assert "1 new" in page


def test_what_was_marked_as_read_offers_nothing_new(client_of, bob, alice, thread):
    client = client_of(bob)
    client.get(thread.get_absolute_url())
    make.post(thread, by=alice, at=timezone.now() - timedelta(seconds=5))
    ForumMark.objects.create(member=bob, forum=None, marked_at=timezone.now())

    assert b"1 new" not in client.get(thread.get_absolute_url()).content


def test_an_accepted_answer_is_marked_and_linked(client_of, alice, bob, guest, forum):
    question = make.thread(by=alice, forum=forum, kind="question", posts=3, repliers=[bob])
    answer = question.posts.get(number=3)

    client_of(alice).post(f"/p/{answer.pk}/accept/")

    page = client_of(guest).get(question.get_absolute_url()).content.decode()
    assert "Solved in #3" in page
    assert '<article id="post-3" class="post post--published accepted"' in page


def test_related_threads_are_those_the_viewer_may_read(client_of, guest, alice, mona, forum, staff_forum):
    here = make.thread(by=alice, forum=forum, title="Here", tags=["glue"])
    make.thread(by=alice, forum=forum, title="Same tag", tags=["glue"])
    make.thread(by=mona, forum=staff_forum, title="Secret words", tags=["glue"])
    going = make.thread(by=alice, forum=forum, title="Going soon", tags=["glue"])
    assert b"Going soon" in client_of(mona).get(here.get_absolute_url()).content

    thread_levers.hide(going)

    page = client_of(guest).get(here.get_absolute_url()).content
    assert b"Same tag" in page
    assert b"Secret words" not in page
    assert b"Going soon" not in page


def test_a_page_whose_posts_are_all_gone_says_so(client_of, guest, thread):
    huge(thread, 25)
    for post in Post.objects.filter(thread=thread, number__gt=20):
        levers.remove(post)

    page = client_of(guest).get(f"{thread.get_absolute_url()}?page=2")

    assert page.status_code == 200
    assert b"Nothing on this page can be read any more." in page.content


def test_views_are_gathered_and_written_together(client_of, guest, thread, django_assert_num_queries):
    viewing.hand_over()
    for _view in range(3):
        client_of(guest).get(thread.get_absolute_url())
    thread.refresh_from_db()
    assert thread.view_count == 0

    with django_assert_num_queries(1):
        viewing.hand_over()

    thread.refresh_from_db()
    assert thread.view_count == 3


def test_what_members_wrote_reaches_the_page_sanitised_and_titles_escaped(client_of, guest, alice, forum):
    made = make.thread(by=alice, forum=forum, title='"><script>alert(1)</script>', body="<script>alert(2)</script> **bold**")

    page = client_of(guest).get(made.get_absolute_url()).content

    assert b"<script>alert" not in page
    assert b"<strong>bold</strong>" in page


@pytest.mark.parametrize(("person", "budget"), [("guest", 6), ("bob", 13), ("mona", 13)])
def test_a_thread_page_costs_the_same_however_long_the_thread_is(
    person, budget, client_of, guest, bob, mona, alice, forum, django_assert_max_num_queries
):
    viewer = {"guest": guest, "bob": bob, "mona": mona}[person]
    short = make.thread(by=alice, forum=forum, posts=20, repliers=[bob, mona], tags=["glue", "oak"])
    long = huge(make.thread(by=alice, forum=forum, posts=3, repliers=[bob, mona], tags=["glue", "oak"]), 2_000)
    client = client_of(viewer)

    def cost(path: str) -> int:
        client.get("/")  # whatever is asked once a minute is asked here
        make_new()
        with django_assert_max_num_queries(budget) as asked:
            page = client.get(path)
        assert page.status_code == 200
        assert len(numbers(page.content)) == 20
        return len(asked)

    def make_new() -> None:
        ReadMark.objects.all().delete()

    costs = {
        path: cost(path) for path in [short.get_absolute_url(), f"{long.get_absolute_url()}?page=100", long.get_absolute_url()]
    }

    for path in costs:
        client.get(path)
    assert len({cost(path) for path in costs}) == 1


@pytest.mark.parametrize(("person", "limit"), [("guest", 35_000), ("bob", 60_000)])
def test_a_thread_of_twenty_posts_is_light(person, limit, client_of, guest, bob, alice, forum):
    words = "The lower wheel wobbles at the rim, the tyre is new, bearings feel fine and blades last a week. " * 6
    made = make.thread(by=alice, forum=forum, posts=20, repliers=[bob], body=words)
    viewer = {"guest": guest, "bob": bob}[person]

    page = client_of(viewer).get(made.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

    assert page["Content-Encoding"] == "gzip"
    # Styles and scripts have 20 and 35 kB of these; tests/journeys measures all of it in a browser.
    assert len(page.content) < limit - (20_000 if person == "guest" else 35_000)
