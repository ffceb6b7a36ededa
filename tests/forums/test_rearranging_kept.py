"""What hangs on a post goes with it: bells, drafts, cases, marks, votes, bookmarks; and nobody ends in an empty thread."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.actions import notify, read_posts
from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.composing.announcing import about
from forums.personal.marks import mark_read
from forums.personal.models import Bookmark, Draft, ReadMark
from forums.polls.making import new_poll
from forums.posts import levers
from forums.posts.models import Post
from forums.rearranging import actions
from forums.rearranging.models import Transfer
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make
from tests.forums.parallel import in_parallel
from tests.forums.test_rearranging import assert_nothing_drifted, fresh, ids, numbers


@pytest.fixture(autouse=True)
def _nobody_screens(settings):
    settings.POST_SCREENERS = []
    settings.PAUSE_BETWEEN_POSTS = dict.fromkeys(settings.PAUSE_BETWEEN_POSTS, 0)


def test_a_bell_rings_for_the_thread_the_post_stands_in_now(long, other, mona, alice):
    heard, stays = (Post.objects.get(thread=long, number=number) for number in (3, 4))
    Notification.objects.all().delete()
    for post in (heard, stays):
        notify(member=alice, verb="forums.reply", event=f"post:{post.pk}", actor=post.author, data=about(post, long))

    actions.move(by=mona, thread=long, post_ids=[heard.pk], target=other)

    told = Notification.objects.get(member=alice, event=f"post:{heard.pk}")
    assert (told.group, told.data["number"], told.data["title"], told.data["slug"]) == (
        f"thread:{other.pk}", 3, other.title, other.slug,
    )  # fmt: skip
    assert Notification.objects.get(event=f"post:{stays.pk}").group == f"thread:{long.pk}"
    read_posts(by=alice, thread_id=long.pk, up_to=6)
    assert list(Notification.objects.filter(member=alice, read_at=None).values_list("event", flat=True)) == [told.event]
    read_posts(by=alice, thread_id=other.pk, up_to=3)
    assert not Notification.objects.filter(member=alice, read_at=None).exists()


def test_who_has_read_all_that_is_left_has_nothing_new(long, other, mona, alice, nina, client_of):
    ReadMark.objects.filter(thread=long).delete()
    mark_read(member=alice, thread=long, number=4)

    transfer = actions.move(by=mona, thread=long, post_ids=ids(long, 5, 6), target=other)

    assert ReadMark.objects.get(member=alice, thread=long).last_number == 6
    client_of(nina).get(long.get_absolute_url())
    assert ReadMark.objects.get(member=nina, thread=long).last_number == 6
    mark_read(member=nina, thread=fresh(other), number=2)
    actions.undo(by=mona, transfer=transfer)
    client_of(nina).get(other.get_absolute_url())
    assert ReadMark.objects.get(member=nina, thread=other).last_number == 4
    # The numbers that went with the posts are not given again.
    assert composing.reply(by=alice, thread=fresh(other), body="More about saws.").number == 5
    assert_nothing_drifted()


def test_what_was_begun_for_a_joined_thread_is_neither_lost_nor_sent_into_nothing(long, other, mona, bob, alice, client_of):
    for member, place in ((bob, long), (alice, long), (alice, other)):
        Draft.objects.create(member=member, place=f"thread:{place.pk}", body=f"for {place.pk}", updated_at=timezone.now())
    actions.merge(by=mona, thread=long, target=other)

    kept = sorted(Draft.objects.values_list("member__username", "place", "body"))
    assert kept == sorted(
        [
            ("alice", f"thread:{long.pk}", f"for {long.pk}"),
            ("alice", f"thread:{other.pk}", f"for {other.pk}"),
            ("bob", f"thread:{other.pk}", f"for {long.pk}"),
        ]
    )
    form = {"body": "Two hours of work.", "reply_to": 6, "seen_number": 6, "form_token": "t"}
    for who in (bob, mona):
        answer = client_of(who).post(reverse("forums:reply", args=[long.pk]), form)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Two hours of work." in page and "joined to this one while you wrote" in page
        assert f'action="{reverse("forums:reply", args=[other.pk])}"' in page and 'name="reply_to" value="6"' not in page
        assert client_of(who).get(reverse("forums:reply", args=[long.pk])).status_code == 302
    assert Post.objects.filter(thread=long).count() == 0


def test_a_page_of_a_joined_thread_leads_to_what_stood_there(alice, bob, mona, forum, other, guest, client_of):
    old = make.thread(by=alice, forum=forum, posts=45, repliers=[bob], title="A long talk")
    last = Post.objects.get(thread=old, number=41)
    actions.merge(by=mona, thread=old, target=other)
    third = make.thread(by=alice, forum=forum, posts=1, title="The third")

    addresses = {
        "": "#post-3", "?page=2": "?page=2#post-23", "?page=3": "?page=3#post-43", "?page=99": "", "?page=x": "#post-3",
    }  # fmt: skip
    for query, place in addresses.items():
        answer = client_of(guest).get(old.get_absolute_url() + query)
        assert (answer.status_code, answer.headers["Location"]) == (302, other.get_absolute_url() + place), query
    actions.merge(by=mona, thread=fresh(other), target=third)
    answer = client_of(guest).get(f"{old.get_absolute_url()}?page=3")
    assert answer.headers["Location"] == f"{third.get_absolute_url()}?page=3#post-44"
    assert Post.objects.get(pk=last.pk).number == 44


def test_what_went_to_a_closed_forum_leads_nobody_there_who_may_not_read_it(mona, staff_forum, forum, guest, client_of):
    own = make.thread(by=mona, forum=forum, posts=4, repliers=[mona], title="Open")
    secret = make.thread(by=mona, forum=staff_forum, posts=1, title="The combination of the safe")
    actions.move(by=mona, thread=own, post_ids=ids(own, 3), target=secret)

    page = client_of(guest).get(own.get_absolute_url()).content.decode()
    assert "1 post went to another thread." in page and "combination" not in page
    assert "combination" in client_of(mona).get(own.get_absolute_url()).content.decode()
    actions.merge(by=mona, thread=fresh(own), target=fresh(secret))
    for address in (own.get_absolute_url(), reverse("forums:thread_short", args=[own.pk])):
        assert client_of(guest).get(address).status_code == 404


def test_older_posts_behind_newer_ones_do_not_make_a_thread_old(alice, bob, mona, forum):
    before = timezone.now() - timedelta(days=9)
    older = make.thread(by=alice, forum=forum, posts=1, title="Older")
    posts = [make.post(older, by=bob, at=before) for _n in range(3)]
    lively = make.thread(by=alice, forum=forum, posts=3, repliers=[bob], title="Lively")
    was = fresh(lively).last_post_at

    actions.move(by=mona, thread=older, post_ids=[post.pk for post in posts[:2]], target=lively)

    assert fresh(lively).last_post_at == was
    assert_nothing_drifted()
    # Also when the last one goes and comes back.
    newest = Post.objects.get(thread=lively, number=3)
    levers.hide(newest)
    assert_nothing_drifted()
    levers.restore(newest)
    assert fresh(lively).last_post_at == was
    assert_nothing_drifted()


def test_a_lever_in_the_hand_of_somebody_who_loaded_the_post_before(long, other, mona):
    stale = Post.objects.select_related("thread").get(thread=long, number=3)
    actions.move(by=mona, thread=long, post_ids=[stale.pk], target=other)

    levers.hide(stale)

    assert (stale.thread_id, stale.number) == (other.pk, 3)
    assert fresh(other).reply_count == 1 and fresh(long).reply_count == 4
    assert_nothing_drifted()


def test_cases_go_with_their_posts_and_a_reported_thread_is_answered_first(long, other, mona, charlie, forum):
    reason = Reason.objects.get(slug="spam")
    post = Post.objects.get(thread=long, number=2)
    reporting.report(by=charlie, target_type="post", thing=post, reason=reason)
    elsewhere = make.thread(by=other.author, forum=make.forum("Lounge"), posts=1, title="Lounge talk")

    actions.move(by=mona, thread=long, post_ids=[post.pk], target=elsewhere)

    assert Case.objects.values_list("thread_id", "forum__name").get() == (elsewhere.pk, "Lounge")
    reporting.report(by=charlie, target_type="thread", thing=long, reason=reason)
    with pytest.raises(Refused, match="Decide it first"):
        actions.merge(by=mona, thread=fresh(long), target=other)
    assert Thread.objects.get(pk=long.pk).state == Thread.State.PUBLISHED
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="posts.")] == ["posts.moved"]


def test_what_is_kept_with_a_post_stays_with_it_and_an_emptied_thread_stays_away(long, other, mona, nina, alice, client_of):
    held = make.post(long, by=alice, state=Post.State.HELD)
    post = Post.objects.get(thread=long, number=3)
    Bookmark.objects.create(member=nina, post=post)
    new_poll(question="Which saw?", options=["a", "b"]).attach(post)

    transfer = actions.merge(by=mona, thread=fresh(long), target=other)

    assert Bookmark.objects.get().post.thread == other
    assert "Which saw?" in client_of(nina).get(other.get_absolute_url()).content.decode()
    assert not thread_levers.restore(fresh(long)) and fresh(long).state == Thread.State.REMOVED
    levers.release(Post.objects.get(pk=held.pk))
    actions.undo(by=mona, transfer=Transfer.objects.get(pk=transfer.pk))
    assert numbers(long) == [1, 2, 3, 4, 5, 6, 7] and numbers(other) == [1, 2]
    assert Post.objects.get(pk=held.pk).thread == long
    assert fresh(long).state == Thread.State.PUBLISHED
    assert_nothing_drifted()


def test_taking_back_in_any_order_never_lets_posts_vanish(long, other, mona, alice, bob, forum):
    third = make.thread(by=alice, forum=forum, posts=1, title="Third")
    first = actions.move(by=mona, thread=fresh(long), post_ids=ids(long, 3), target=fresh(other))
    onward = actions.merge(by=mona, thread=fresh(other), target=third)
    away = actions.merge(by=mona, thread=fresh(long), target=fresh(third))

    def taken_back(transfer: Transfer) -> str:
        try:
            actions.undo(by=mona, transfer=Transfer.objects.select_related("source", "target").get(pk=transfer.pk))
        except Refused as refused:
            return str(refused)
        return ""

    assert "joined with another one since" in taken_back(first)
    assert taken_back(onward) == "" and "joined with another one since" in taken_back(first)
    assert taken_back(away) == "" and taken_back(first) == ""
    assert (numbers(long), numbers(other), numbers(third)) == ([1, 2, 3, 4, 5, 6], [1, 2], [1])
    assert_nothing_drifted()

    hidden = actions.move(by=mona, thread=fresh(long), post_ids=ids(long, 5), target=fresh(other))
    thread_levers.hide(fresh(other))
    assert "hidden" in taken_back(hidden)


def test_who_has_not_heard_of_it_hears_nothing_when_it_is_taken_back(long, other, mona, bob, charlie):
    transfer = actions.move(by=mona, thread=long, post_ids=ids(long, 2, 3), target=other)
    Notification.objects.filter(member=bob).update(read_at=timezone.now())

    actions.undo(by=mona, transfer=transfer)

    told = Notification.objects.filter(verb="forums.moved").values_list("member__username", "data__title")
    assert sorted(told) == [("bob", long.title), ("bob", other.title)]


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_moving_replying_hiding_and_taking_back_at_once_leave_every_number_right(long, other, mona, bob, alice, client_of):
    chosen = ids(long, 3, 5)
    stale = Post.objects.select_related("thread__forum", "author").get(pk=chosen[0])

    def attempt(act):
        def run():
            with suppress(Refused):
                act()

        return run

    work = iter([
        attempt(lambda: actions.move(by=mona, thread=fresh(long), post_ids=chosen, target=fresh(other))),
        attempt(lambda: actions.move(by=mona, thread=fresh(other), post_ids=ids(other, 2), target=fresh(long))),
        attempt(lambda: composing.reply(by=bob, thread=fresh(long), body="One.")),
        attempt(lambda: composing.reply(by=alice, thread=fresh(other), body="Two.")),
        attempt(lambda: levers.hide(stale)),
    ])  # fmt: skip
    in_parallel(5, lambda: next(work)())

    assert_nothing_drifted()
    assert Post.objects.count() == 10 and Post.objects.get(pk=chosen[0]).state == Post.State.HIDDEN
    transfers = list(Transfer.objects.order_by("-pk"))
    assert len(transfers) == 2
    back = iter([attempt(lambda: actions.undo(by=mona, transfer=Transfer.objects.get(pk=transfers[0].pk)))] * 2)
    in_parallel(2, lambda: next(back)())
    assert_nothing_drifted()
    assert Transfer.objects.filter(undone_at=None).count() == 1
