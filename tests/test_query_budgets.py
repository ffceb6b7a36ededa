"""A page asks the database a fixed number of times, however much it shows. The numbers are a promise (issue 2)."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums.reactions.models import Reaction
from moderation.cases.models import Case
from moderation.reports.models import Reason, Report
from tests import make

THREAD_MEMBER, THREAD_GUEST, LIST, QUEUE, CASE = 12, 6, 10, 15, 20


def queries_of(client, path) -> list[str]:
    """What a second visitor in a row costs: rights, tree and site settings are in the cache, as they nearly always are."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def assert_within(found: list[str], budget: int) -> None:
    assert len(found) <= budget, "\n".join(f"{number}. {sql[:200]}" for number, sql in enumerate(found, start=1))


@pytest.fixture
def people(db):
    return [make.member(f"writer{number}") for number in range(8)]


def busy_thread(forum, people, posts):
    """Many authors, reactions, tags, an accepted answer: everything that could cost a query a post."""
    thread = make.thread(by=people[0], forum=forum, posts=posts, repliers=people[1:], tags=["glue", "oak"])
    for number, post in enumerate(thread.posts.all()):
        Reaction.objects.create(post=post, member=people[number % len(people)], kind="like")
        post.reactions = {"like": 1}
        post.save(update_fields=["reactions"])
    return thread


@pytest.mark.parametrize(("who", "budget"), [("guest", THREAD_GUEST), ("charlie", THREAD_MEMBER)])
def test_a_thread_page_costs_the_same_for_2_and_20_posts(who, budget, request, client_of, forum, people):
    client = client_of(request.getfixturevalue(who))
    short, long = busy_thread(forum, people, 2), busy_thread(forum, people, 45)

    few = queries_of(client, short.get_absolute_url())
    many = queries_of(client, long.get_absolute_url())
    last = queries_of(client, f"{long.get_absolute_url()}?page=3")

    assert_within(few, budget)
    assert_within(many, budget)
    assert_within(last, budget)
    assert len(many) <= len(few) + 1


LISTS = ("latest", "top", "unanswered", "forum", "tag")


@pytest.mark.parametrize(
    ("who", "name"),
    [*(("guest", name) for name in LISTS), *(("charlie", name) for name in (*LISTS, "unread", "following"))],
)
def test_a_list_costs_the_same_for_3_and_30_threads(who, name, request, client_of, forum, people):
    client = client_of(request.getfixturevalue(who))
    path = reverse(f"forums:{name}", args={"forum": [forum.slug], "tag": ["glue"]}.get(name, []))
    for number in range(3):
        make.thread(by=people[number], forum=forum, posts=1, tags=["glue"], title=f"Thread {number}")
    few = queries_of(client, path)
    for number in range(27):
        make.thread(by=people[number % 8], forum=forum, posts=1 + number % 3, repliers=people, tags=["glue"])
    cache.clear()

    many = queries_of(client, path)

    assert_within(many, LIST)
    # Zero rows of something may save a query; more rows may not cost one.
    assert len(many) <= max(len(few), LIST)


def cases(forum, people, count):
    reason = Reason.objects.first() or Reason.objects.create(slug="spam", label="Spam")
    thread = make.thread(by=people[0], forum=forum, posts=count, repliers=people[1:], title=f"{count} cases")
    made = []
    for post in thread.posts.select_related("author"):
        case = Case.objects.create(
            kind=Case.Kind.REPORT,
            target_type="post",
            target_id=post.pk,
            forum=forum,
            subject=post.author,
            snapshot={"title": "x", "source": "x", "html": "<p>x</p>", "url": "/", "version": 1, "number": 1, "author": "alice"},
            headline="Spam",
            excerpt="x",
            opened_at=timezone.now(),
            due_at=timezone.now(),
        )
        for person in people[:3]:
            Report.objects.create(case=case, reporter=person, reason=reason)
        made.append(case)
    return made


def test_the_queue_costs_the_same_for_3_and_40_cases(client_of, mona, forum, people):
    client = client_of(mona)
    cases(forum, people, 3)
    few = queries_of(client, reverse("desk:queue"))
    cases(forum, people, 37)
    cache.clear()

    many = queries_of(client, reverse("desk:queue"))

    assert_within(many, QUEUE)
    assert len(many) <= len(few)


def test_a_case_costs_the_same_in_a_short_and_in_a_long_queue(client_of, mona, forum, people):
    client = client_of(mona)
    few = queries_of(client, cases(forum, people, 2)[0].get_absolute_url())
    case = cases(forum, people, 40)[20]
    for person in people[3:]:
        Report.objects.create(case=case, reporter=person, reason=Reason.objects.first())
    cache.clear()

    many = queries_of(client, case.get_absolute_url())

    assert_within(many, CASE)
    assert len(many) <= len(few) + 1
