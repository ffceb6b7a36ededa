"""What a page learns while it is open: the part with new posts, the key in the page, the line over a list."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from community.core.live import publishing, tokens
from forums.personal.models import ReadMark
from forums.posts.models import Post
from tests import make
from tests.test_query_budgets import queries_of


def channels_of(page):
    return tokens.channels_in(re.search(r'name="live" content="([^"]+)"', page.content.decode())[1].replace("&#x27;", "'"))


def part(client, thread, **query):
    return client.get(reverse("forums:news", args=[thread.pk]), query)


def test_the_key_opens_what_the_reader_may_see_and_guests_have_none(client_of, guest, bob, thread, forum, staff_forum):
    client = client_of(bob)

    assert set(channels_of(client.get(thread.get_absolute_url()))) == {f"member:{bob.pk}", f"thread:{thread.pk}"}
    assert set(channels_of(client.get("/"))) == {f"member:{bob.pk}", f"forum:{forum.pk}"}
    assert set(channels_of(client.get(forum.get_absolute_url()))) == {f"member:{bob.pk}", f"forum:{forum.pk}"}
    assert b'name="live"' not in client_of(guest).get(thread.get_absolute_url()).content


def test_the_part_holds_the_new_posts_of_this_page_and_says_what_follows(client_of, alice, bob, charlie, forum):
    thread = make.thread(by=alice, forum=forum, posts=19, repliers=[bob])
    client = client_of(charlie)
    client.get(thread.get_absolute_url())
    for number in range(3):
        make.post(thread, by=bob, body=f"News {number}")

    page = part(client, thread, after=19, page=1).content.decode()

    assert re.findall(r'id="(post-\d+)"', page) == ["post-20"]
    assert "2 new replies on later pages" in page and "?page=2#post-21" in page
    assert 'data-after="20" data-known="22"' in page
    assert ReadMark.objects.get(member=charlie, thread=thread).last_number == 20
    beyond = part(client, thread, after=20, page=1).content.decode()
    assert "<article" not in beyond and "2 new replies on later pages" in beyond
    whole = part(client, thread, after=20, page=2).content.decode()
    assert re.findall(r'id="(post-\d+)"', whole) == ["post-21", "post-22"] and "2 new replies" in whole


@pytest.mark.parametrize("query", [{}, {"after": "x"}, {"page": "99"}, {"page": "x", "after": "0"}])
def test_a_strange_question_gets_no_crash(client_of, bob, thread, query):
    assert part(client_of(bob), thread, **query).status_code in (200, 204, 404)


def test_the_part_is_for_those_who_may_read(client_of, guest, bob, mona, staff_forum, thread):
    secret = make.thread(by=mona, forum=staff_forum, posts=2)

    assert part(client_of(bob), secret, after=1, page=1).status_code == 404
    assert part(client_of(guest), thread, after=1, page=1).status_code == 302
    Post.objects.filter(thread=thread, number=2).update(state=Post.State.HIDDEN)
    assert b"<article" not in part(client_of(bob), thread, after=1, page=1).content or bob == thread.posts.get(number=2).author
    assert part(client_of(bob), thread, after=2, page=1).status_code == 204


def test_the_part_costs_no_more_for_many_posts(client_of, alice, bob, charlie, forum):
    thread = make.thread(by=alice, forum=forum, posts=20, repliers=[bob])
    path = reverse("forums:news", args=[thread.pk])

    few = queries_of(client_of(charlie), f"{path}?after=18&page=1")
    many = queries_of(client_of(charlie), f"{path}?after=1&page=1")

    assert len(many) <= len(few) <= 10


def test_fetching_a_new_key_is_not_reading(client_of, charlie, thread):
    client_of(charlie).get(thread.get_absolute_url(), headers={"X-Purpose": "key"})

    assert not ReadMark.objects.filter(member=charlie).exists()


def test_a_reply_is_told_to_thread_list_and_bell(alice, bob, thread, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        make.post(thread, by=bob, body="News")

    told = publishing.since([f"thread:{thread.pk}", f"forum:{thread.forum_id}", f"member:{alice.pk}"], 0)
    news = {"thread": thread.pk, "number": 3}
    assert [(channel, data) for channel, _n, data in told] == [
        (f"thread:{thread.pk}", news),
        (f"forum:{thread.forum_id}", news),
        (f"member:{alice.pk}", {"bell": True}),
    ]
