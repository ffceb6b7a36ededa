"""The page on which moderators split and join: what it takes, what it shows to whom, and what it costs."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forums.posts.models import Post
from forums.rearranging import actions, policies
from forums.rearranging.models import Transfer
from forums.threads.models import Thread
from tests import make
from tests.forums.test_rearranging import assert_nothing_drifted, fresh, ids, numbers


def test_numbers_can_be_typed_and_what_cannot_be_read_is_said(long, other, mona, client_of):
    page, staff = reverse("forums:rearrange", args=[long.pk]), client_of(mona)
    for typed in ("x", "5-3", "0", "1-9999", "3--4", "2-"):
        answer = staff.post(page, {"act": "move", "target": str(other.pk), "numbers": typed})
        assert answer.status_code == 422 and "12, 15-40" in answer.content.decode(), typed
        assert f'value="{typed}"' in answer.content.decode()
    assert "first post stays" in staff.post(page, {"act": "move", "target": other.pk, "numbers": "1-3"}).content.decode()

    moved = staff.post(page, {"act": "move", "target": f"/t/{other.pk}/", "numbers": "#3; 5 – 6", "post": ids(long, 2)})

    assert moved.headers["Location"] == other.get_absolute_url()
    assert (numbers(long), numbers(other)) == ([1, 4], [1, 2, 3, 4, 5, 6])
    assert_nothing_drifted()


def test_the_tool_of_a_post_leads_to_the_page_with_that_post_chosen(long, mona, bob, client_of):
    post = Post.objects.get(thread=long, number=5)
    way = f"{reverse('forums:rearrange', args=[long.pk])}?post={post.pk}&amp;after=4"
    assert way in client_of(mona).get(long.get_absolute_url()).content.decode()
    assert "rearrange" not in client_of(bob).get(long.get_absolute_url()).content.decode()

    page = client_of(mona).get(way.replace("&amp;", "&")).content.decode()

    assert f'value="{post.pk}" checked' in page and page.count('type="checkbox"') == 2


def test_a_joined_thread_comes_back_from_the_page_of_the_other_one(long, other, mona, client_of):
    actions.merge(by=mona, thread=long, target=other)
    page = client_of(mona).get(reverse("forums:rearrange", args=[other.pk])).content.decode()
    undo = reverse("forums:rearrange_undo", args=[Transfer.objects.get().pk])
    assert undo in page and long.title in page

    assert client_of(mona).post(undo, follow=True).redirect_chain[-1][0] == fresh(long).get_absolute_url()
    assert undo not in client_of(mona).get(reverse("forums:rearrange", args=[other.pk])).content.decode()


def test_who_moderates_one_end_sees_no_title_of_the_other_and_takes_nothing_back(long, mona, staff_forum, client_of):
    gardener = make.member("greta", trust=3, groups=["gardeners"])
    garden = make.forum("Garden", moderated_by="gardeners")
    make.access(garden, "moderators", 16)
    here = make.thread(by=mona, forum=garden, posts=3, repliers=[mona], title="Roses")
    secret = make.thread(by=mona, forum=staff_forum, posts=1, title="The combination of the safe")
    transfer = actions.move(by=mona, thread=here, post_ids=ids(here, 2), target=secret)

    page = client_of(gardener).get(reverse("forums:rearrange", args=[here.pk]))
    undo = client_of(gardener).post(reverse("forums:rearrange_undo", args=[transfer.pk]))

    assert page.status_code == 200 and "combination" not in page.content.decode()
    assert "Take it back" not in page.content.decode() and undo.status_code == 404
    answer = client_of(gardener).post(
        reverse("forums:rearrange", args=[here.pk]), {"act": "move", "target": str(long.pk), "post": ids(here, 3)}
    )
    assert answer.status_code == 403 and "do not moderate" in answer.content.decode()
    assert numbers(here) == [1, 3]


def test_every_page_about_it_costs_the_same_however_much_went(mona, alice, bob, charlie, guest, forum, client_of):
    writers = [make.member(f"writer{n}") for n in range(6)]
    thread = make.thread(by=alice, forum=forum, posts=60, repliers=writers, title="Much")
    targets = [make.thread(by=bob, forum=forum, posts=1, title=f"Target {n}") for n in range(6)]

    def cost(who, path: str) -> int:
        client = client_of(who)
        assert client.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    cache.clear()
    page, read = reverse("forums:rearrange", args=[thread.pk]), thread.get_absolute_url()
    plain = {who: cost(who, read) for who in (guest, charlie)}
    actions.move(by=mona, thread=thread, post_ids=ids(thread, 2), target=targets[0])
    few = {who: cost(who, read) for who in (guest, charlie)}, cost(mona, page)
    for number, target in enumerate(targets[1:], start=3):
        actions.move(by=mona, thread=fresh(thread), post_ids=ids(thread, number * 2, number * 2 + 20), target=target)
    many = {who: cost(who, read) for who in (guest, charlie)}, cost(mona, page)

    assert many == few
    assert all(few[0][who] <= plain[who] + 3 for who in plain), (plain, few)
    assert few[1] <= 14
    assert client_of(guest).get(f"{read}?page=2").content.decode().count("moved-line") == 5


@pytest.mark.parametrize("act", ["split", "move", "merge", "undo"])
def test_who_may_do_it_by_who_they_are_and_how_the_threads_stand(act, long, other, request, staff_forum):
    """Who x state x act: only moderators, and only between threads that everybody can read."""
    states = Thread.State
    source, target = long, other
    transfer = actions.move(by=request.getfixturevalue("mona"), thread=long, post_ids=ids(long, 6), target=other)

    def verdict(name: str) -> bool:
        by = request.getfixturevalue(name)
        match act:
            case "split":
                return bool(policies.can_rearrange(by, fresh(source)))
            case "undo":
                return bool(policies.can_undo(by, Transfer.objects.select_related("source", "target").get(pk=transfer.pk)))
        return bool(policies.can_transfer(by, fresh(source), fresh(target), ()))

    for name in ("guest", "alice", "bob", "nina", "charlie"):
        assert not verdict(name), name
    for name in ("mona", "admin"):
        assert verdict(name), name
    for thread, state in ((source, states.HIDDEN), (source, states.HELD), (target, states.REMOVED), (target, states.HIDDEN)):
        Thread.objects.filter(pk=thread.pk).update(state=state)
        assert verdict("mona") is (act == "split" and thread is target), (thread, state)
        Thread.objects.filter(pk=thread.pk).update(state=states.PUBLISHED)
    assert verdict("mona")
