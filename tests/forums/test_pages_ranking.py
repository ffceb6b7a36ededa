"""Top, New, and lists narrowed to what one looks for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from forums.threads.models import Thread
from forums.web import queries, ranking
from tests import make

ACROSS = [reverse("forums:latest"), reverse("forums:unread"), reverse("forums:new_to_me"), reverse("forums:unanswered")]


def titles(client, path, **query):
    page = client.get(path, query)
    assert page.status_code == 200
    return [row.thread.title for row in page.context["listing"].rows]


def test_a_talk_of_many_counts_for_more_than_two_peoples_long_one():
    assert ranking.score(posts=8, people=8) > ranking.score(posts=30, people=2) > ranking.score(posts=3, people=2)
    assert ranking.score(posts=5, people=3, views=900) > ranking.score(posts=5, people=3, views=10)


def test_each_period_ranks_what_belongs_to_it(client_of, guest, alice, bob, charlie, forum):
    now = timezone.now()
    many = [make.member(f"m{number}") for number in range(4)]
    make.thread(by=alice, forum=forum, posts=4, repliers=[bob], title="Two talk today", at=now)
    make.thread(by=alice, forum=forum, posts=5, repliers=many, title="Many talked this week", at=now - timedelta(days=3))
    make.thread(by=alice, forum=forum, posts=9, repliers=many, title="Spring", at=now - timedelta(days=60))
    make.thread(by=alice, forum=forum, posts=9, repliers=[bob], title="Last year", at=now - timedelta(days=500))
    client, top = client_of(guest), reverse("forums:top")

    assert titles(client, top, period="day") == ["Two talk today"]
    assert titles(client, top) == ["Many talked this week", "Two talk today"]
    assert titles(client, top, period="quarter")[0] == "Spring"
    assert "Last year" not in titles(client, top, period="year")
    assert set(titles(client, top, period="all")) == {"Two talk today", "Many talked this week", "Spring", "Last year"}
    for wrong in ({"period": "decade"}, {"after": "x"}, {"after": "-1"}):
        assert client.get(top, wrong).status_code == 404


def test_the_ranking_is_everybodys_and_reading_is_ones_own(client_of, guest, mona, alice, forum, staff_forum, monkeypatch):
    monkeypatch.setattr(queries, "THREADS_A_PAGE", 2)
    make.thread(by=mona, forum=staff_forum, posts=6, title="The safe")
    for number in range(3):
        make.thread(by=alice, forum=forum, posts=3 - number, title=f"Open {number}")
    top = reverse("forums:top")

    assert titles(client_of(mona), top)[0] == "The safe"
    assert titles(client_of(guest), top) == ["Open 0", "Open 1"]
    assert titles(client_of(guest), top, after=2) == ["Open 2"]


def test_lists_are_narrowed_by_what_stands_in_the_address(client_of, bob, alice, forum, staff_forum):
    other = make.forum("Garden")
    make.thread(by=alice, forum=forum, title="Glue", tags=["glue"], kind=Thread.Kind.QUESTION)
    make.thread(by=alice, forum=forum, title="Solved", kind=Thread.Kind.QUESTION, accepted_number=1)
    make.thread(by=alice, forum=other, title="Roses", tags=["glue"], is_locked=True)
    client = client_of(bob)

    for path in ACROSS:
        assert set(titles(client, path)) == {"Glue", "Solved", "Roses"}, path
        assert titles(client, path, forum=other.slug) == ["Roses"]
        assert set(titles(client, path, tag="glue")) == {"Glue", "Roses"}
        assert titles(client, path, tag="glue", kind="unsolved") == ["Glue"]
        assert titles(client, path, kind="solved") == ["Solved"]
        assert set(titles(client, path, kind="open")) == {"Glue", "Solved"}
        assert titles(client, path, tag="nothing") == []
        assert client.get(path, {"kind": "x"}).status_code == client.get(path, {"forum": staff_forum.slug}).status_code == 404
    assert titles(client, reverse("forums:top"), forum=other.slug) == ["Roses"]
    page = client.get("/", {"kind": "solved", "forum": forum.slug}).content.decode()
    assert '<option value="solved" selected>' in page and "noindex" in page


def test_new_is_what_one_never_opened(client_of, guest, bob, alice, forum):
    opened = make.thread(by=alice, forum=forum, title="Opened")
    make.thread(by=alice, forum=forum, title="Never opened")
    make.thread(by=alice, forum=forum, title="Too long ago", at=timezone.now() - timedelta(days=90))
    client = client_of(bob)
    client.get(opened.get_absolute_url())
    make.post(opened, by=alice)

    assert titles(client, reverse("forums:new_to_me")) == ["Never opened"]
    assert set(titles(client, reverse("forums:unread"))) == {"Never opened", "Opened"}
    assert client_of(guest).get(reverse("forums:new_to_me")).status_code == 302


@pytest.mark.django_db
def test_the_ranking_is_kept(django_assert_num_queries):
    ranking.ranked("year")

    with django_assert_num_queries(0):
        assert ranking.ranked("year") == []
