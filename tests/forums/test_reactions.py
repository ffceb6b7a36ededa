"""Reactions: given, taken back, counted from the rows."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Member
from community.core.decisions import Refused
from forums.posts import levers
from forums.posts.models import Post
from forums.reactions import queries
from forums.reactions.actions import toggle
from forums.reactions.models import Reaction
from forums.threads.models import Thread
from tests import make
from tests.forums.parallel import in_parallel


def test_a_reaction_is_given_and_taken_back(bob: Member, thread: Thread) -> None:
    post = make.opening(thread)

    assert toggle(by=bob, post=post, kind="like") is True
    assert Post.objects.get(pk=post.pk).reactions == post.reactions == {"like": 1}
    assert toggle(by=bob, post=post, kind="like") is False
    assert Post.objects.get(pk=post.pk).reactions == post.reactions == {}


def test_each_kind_and_each_member_counts_once(bob: Member, charlie: Member, thread: Thread) -> None:
    post = make.opening(thread)

    for member, kind in [(bob, "like"), (charlie, "like"), (bob, "idea")]:
        toggle(by=member, post=post, kind=kind)

    assert Post.objects.get(pk=post.pk).reactions == {"idea": 1, "like": 2}
    assert queries.mine(bob, [post.pk]) == {post.pk: {"like", "idea"}}
    assert queries.mine(charlie, [post.pk]) == {post.pk: {"like"}}


def test_buttons_show_every_kind_with_its_count(bob: Member, thread: Thread) -> None:
    post = make.opening(thread)
    toggle(by=bob, post=post, kind="thanks")

    buttons = queries.buttons(post, queries.mine(bob, [post.pk])[post.pk])

    assert [(button.kind, button.count, button.is_mine) for button in buttons] == [
        ("like", 0, False),
        ("thanks", 1, True),
        ("laugh", 0, False),
        ("idea", 0, False),
    ]


def test_nobody_reacts_to_their_own_post(alice: Member, thread: Thread) -> None:
    with pytest.raises(Refused, match="your own post"):
        toggle(by=alice, post=make.opening(thread), kind="like")

    assert not Reaction.objects.exists()


def test_a_post_hidden_in_the_meantime_takes_no_reaction(bob: Member, thread: Thread) -> None:
    post = make.opening(thread)
    levers.hide(Post.objects.get(pk=post.pk))

    with pytest.raises(Refused, match="not public"):
        toggle(by=bob, post=post, kind="like")


def test_who_is_silenced_does_not_react(bob: Member, thread: Thread) -> None:
    from datetime import timedelta

    from django.utils import timezone

    bob.silenced_until = timezone.now() + timedelta(days=1)
    bob.save()

    with pytest.raises(Refused):
        toggle(by=bob, post=make.opening(thread), kind="like")


@pytest.mark.parametrize("kind", ["", "love", "like ", "LIKE", "👍", "\0"])
def test_an_unknown_reaction_is_refused(bob: Member, thread: Thread, kind: str) -> None:
    with pytest.raises(ValidationError):
        toggle(by=bob, post=make.opening(thread), kind=kind)


def test_the_reactions_of_a_page_cost_one_query_and_a_guest_none(
    bob: Member, guest: Any, thread: Thread, django_assert_num_queries: Any
) -> None:
    ids = list(thread.posts.values_list("pk", flat=True))

    with django_assert_num_queries(1):
        queries.mine(bob, ids)
    with django_assert_num_queries(0):
        assert queries.mine(guest, ids) == {}


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [5, 6])
def test_six_toggles_at_once_leave_one_or_none(bob: Member, thread: Thread, times: int) -> None:
    post = make.opening(thread)

    answers = in_parallel(times, lambda: toggle(by=Member.objects.get(pk=bob.pk), post=Post.objects.get(pk=post.pk), kind="like"))

    rows = Reaction.objects.filter(post=post, member=bob).count()
    assert rows == times % 2
    assert answers.count(True) - answers.count(False) == rows
    assert Post.objects.get(pk=post.pk).reactions == ({"like": 1} if rows else {})


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_members_who_react_at_once_are_all_counted(alice: Member, thread: Thread) -> None:
    post = make.opening(thread)
    waiting = [make.member(f"member{n}") for n in range(6)]

    in_parallel(6, lambda: toggle(by=waiting.pop(), post=Post.objects.get(pk=post.pk), kind="thanks"))

    assert Post.objects.get(pk=post.pk).reactions == {"thanks": 6}
