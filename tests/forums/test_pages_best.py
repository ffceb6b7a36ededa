"""A long thread in short, and the pauses in it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import get_resolver, reverse

from accounts.models import Member
from forums.models import Forum
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import RESERVED_SLUGS
from tests import make

pytestmark = pytest.mark.django_db


def test_a_long_thread_shows_what_others_appreciated_most(
    client: Any, alice: Member, bob: Member, charlie: Member, forum: Forum, django_assert_max_num_queries: Any
) -> None:
    thread = make.thread(by=alice, forum=forum, posts=60, repliers=[bob])
    posts = {post.number: post for post in thread.posts.all()}
    for number, people in ((7, [alice, charlie]), (30, [alice]), (41, [alice])):
        Reaction.objects.bulk_create(Reaction(post=posts[number], member=member, kind="like") for member in people)
    Post.objects.filter(pk=posts[41].pk).update(state=Post.State.HIDDEN)
    type(thread).objects.filter(pk=thread.pk).update(accepted_number=12)

    address = reverse("forums:best", args=[thread.pk])
    assert address in client.get(thread.get_absolute_url()).content.decode()
    with django_assert_max_num_queries(8):
        page = client.get(address)

    assert [offered.post.number for offered in page.context["offers"]] == [1, 7, 12, 30]
    client.force_login(alice)
    assert [offered.post.number for offered in client.get(address).context["offers"]] == [1, 7, 12, 30]


def test_a_short_thread_is_read_whole(client: Any, alice: Member, forum: Forum, staff_forum: Forum, mona: Member) -> None:
    short = make.thread(by=alice, forum=forum, posts=3)
    secret = make.thread(by=mona, forum=staff_forum, posts=60)

    assert client.get(reverse("forums:best", args=[short.pk])).status_code == 404
    assert client.get(reverse("forums:best", args=[secret.pk])).status_code == 404
    assert "/best/" not in client.get(short.get_absolute_url()).content.decode()


def test_a_pause_of_a_week_is_shown_between_two_posts(client: Any, alice: Member, forum: Forum) -> None:
    thread = make.thread(by=alice, forum=forum, posts=4)
    second = thread.posts.get(number=2)
    Post.objects.filter(thread=thread, number__lt=2).update(created_at=second.created_at - timedelta(days=9))

    page = client.get(thread.get_absolute_url())

    assert [offered.days_before for offered in page.context["offers"]] == [0, 9, 0, 0]
    assert "9 days later" in page.content.decode()


def _addresses(patterns: Any, before: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        here = before + str(pattern.pattern)
        found += _addresses(pattern.url_patterns, here) if hasattr(pattern, "url_patterns") else [here]
    return found


def test_no_title_makes_the_address_of_an_act() -> None:
    acts = {
        match[1]
        for address in _addresses(get_resolver().url_patterns)
        if (match := re.match(r"t/<int:pk>/([a-z0-9-]+)", address))
    }

    assert "reply" in acts
    assert acts <= RESERVED_SLUGS
