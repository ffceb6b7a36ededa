"""What the forum's pages show of moderation costs nothing where nothing is hidden, and little where much is."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from forums.access import rights_of
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from tests import make

PAGE = Template(
    "{% load moderation %}{% prepare_notices posts %}{% moderation_tools thread %}"
    "{% for post in posts %}{% moderation_notice post %}{% report_link post %}{% post_tools post %}{% endfor %}"
)


def render(viewer, thread, posts, template=PAGE) -> str:
    request = RequestFactory().get("/")
    request.user = viewer
    return template.render(Context({"request": request, "thread": thread, "posts": posts}))


def loaded(thread):
    return list(Post.objects.filter(thread=thread).select_related("author", "thread__forum").order_by("pk"))


@pytest.mark.parametrize("who", ["guest", "charlie", "bob", "mona"])
def test_a_page_without_anything_hidden_costs_nothing(who, thread, request, django_assert_num_queries):
    viewer = request.getfixturevalue(who)
    rights_of(viewer)
    posts = loaded(thread)

    with django_assert_num_queries(0):
        page = render(viewer, thread, posts)

    assert ("/report/post/" in page) == (who != "guest")
    assert ("Report illegal content" in page) == (who == "guest")
    assert ("Moderate" in page) == (who == "mona")


@pytest.mark.parametrize(("who", "most"), [("guest", 0), ("charlie", 0), ("alice", 1), ("mona", 2)])
def test_many_hidden_and_waiting_posts_cost_a_fixed_number(
    who, most, many_cases, thread, forum, mona, alice, spam, request, nina
):
    viewer = request.getfixturevalue(who)
    rights_of(viewer)
    for case in many_cases(6):
        decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
        Post.objects.filter(pk=case.target_id).update(thread=thread, number=100 + case.pk)
    for _ in range(3):
        make.post(thread, by=nina, state=Post.State.HELD)
    posts = loaded(thread)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        page = render(viewer, thread, posts)

    assert len(captured) <= most
    assert page.count("This was hidden by a moderator.") == (6 if most else 0)


def test_a_page_that_forgets_to_prepare_still_costs_the_same(case, thread, mona, bob, spam, django_assert_max_num_queries):
    decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)
    template = Template("{% load moderation %}{% for post in posts %}{% moderation_notice post %}{% endfor %}")
    rights_of(bob)
    posts = loaded(thread)

    with django_assert_max_num_queries(1):
        page = render(bob, thread, posts, template)

    assert "Read the reasons and how to object" in page
    assert "4. No advertising" in page


def test_staff_find_the_case_of_a_waiting_post(thread, nina, mona):
    from forums.composing import actions as composing

    composing.reply(by=nina, thread=thread, body="Hello")

    assert Case.objects.get().get_absolute_url() in render(mona, thread, loaded(thread))
    assert "first posts of new members" in render(nina, thread, loaded(thread))
    assert Case.objects.get().get_absolute_url() not in render(nina, thread, loaded(thread))
