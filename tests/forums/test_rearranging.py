"""Splitting, moving and joining threads: numbers, counters, marks and old addresses stay right; it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums.composing import actions as composing
from forums.composing.recount import recount
from forums.personal.marks import mark_read
from forums.personal.models import ReadMark, Subscription
from forums.posts import levers
from forums.posts.models import Post
from forums.rearranging import actions
from forums.rearranging.models import Transfer
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from moderation.audit.models import AuditEntry
from tests import make
from tests.forums.parallel import in_parallel


@pytest.fixture(autouse=True)
def _nobody_screens(settings):
    settings.POST_SCREENERS = []
    settings.PAUSE_BETWEEN_POSTS = dict.fromkeys(settings.PAUSE_BETWEEN_POSTS, 0)


def ids(thread: Thread, *numbers: int) -> list[int]:
    return list(Post.objects.filter(thread=thread, number__in=numbers).values_list("pk", flat=True))


def fresh(thread: Thread) -> Thread:
    return Thread.objects.select_related("forum").get(pk=thread.pk)


def numbers(thread: Thread) -> list[int]:
    found = Post.objects.filter(thread=thread, number__isnull=False)
    return list(found.order_by("number").values_list("number", flat=True))


def assert_nothing_drifted() -> None:
    assert [(drift.what, drift.field) for drift in recount(repair=False)] == []


def test_a_split_makes_a_thread_of_the_chosen_posts_and_leaves_a_line(long, mona, bob, charlie, client_of, guest):
    answered = Post.objects.get(thread=long, number=5)
    Post.objects.filter(thread=long, number__in=[5, 6]).update(reply_to=3)
    Post.objects.filter(thread=long, number=3).update(reply_to=2)

    transfer = actions.split(by=mona, thread=long, post_ids=ids(long, 3, 5), title="All about saws")

    new = fresh(transfer.target)
    assert (new.author, new.title, new.last_number, new.reply_count, new.participant_count) == (
        charlie,
        "All about saws",
        2,
        1,
        1,
    )
    assert numbers(new) == [1, 2] and numbers(long) == [1, 2, 4, 6]
    assert (fresh(long).last_number, fresh(long).reply_count, fresh(long).participant_count) == (6, 3, 2)
    # What they answered, as far as it came along; who stayed still points to where it stood.
    assert list(Post.objects.filter(thread=new).order_by("number").values_list("reply_to", flat=True)) == [None, 1]
    assert Post.objects.get(thread=long, number=6).reply_to == 3
    assert_nothing_drifted()
    page = client_of(guest).get(long.get_absolute_url()).content.decode()
    assert page.index("2 posts went to another thread") > page.index('id="post-2"')
    assert page.count('id="post-3"') == 1 and "All about saws" in page
    landed = client_of(guest).get(reverse("forums:post", args=[answered.pk]), follow=True)
    assert landed.redirect_chain[-1][0].startswith(new.get_absolute_url())
    assert composing.reply(by=bob, thread=fresh(long), body="Back to glue.").number == 7


def test_everything_of_a_joined_thread_stands_in_the_other_one_and_its_address_leads_there(
    long, other, mona, alice, bob, client_of, guest
):
    held = make.post(long, by=bob, state=Post.State.HELD)
    Subscription.objects.filter(thread=long, member=bob).update(level=Subscription.Level.WATCH)

    actions.merge(by=mona, thread=long, target=other)

    assert numbers(other)[-1] == 8 and Post.objects.filter(thread=long).count() == 0
    assert Post.objects.get(pk=held.pk).thread == other
    assert fresh(long).state == Thread.State.REMOVED
    assert_nothing_drifted()
    for who in (guest, bob, mona):
        for address in (long.get_absolute_url(), reverse("forums:thread_short", args=[long.pk])):
            answer = client_of(who).get(address)
            assert (answer.status_code, answer.headers["Location"]) == (302, f"{other.get_absolute_url()}#post-3")
    assert long.title not in client_of(guest).get(reverse("forums:latest")).content.decode()
    with pytest.raises(Refused, match="joined"):
        composing.reply(by=mona, thread=fresh(long), body="Into nothing?")
    told = Notification.objects.filter(verb="forums.moved").values_list("member__username", flat=True)
    assert sorted(told) == ["alice", "bob", "charlie"]
    assert AuditEntry.objects.get().verb == "posts.merged"


def test_what_was_read_there_is_read_here_and_nothing_else(long, other, mona, alice, bob, nina):
    for member, read_there, read_here in ((alice, 6, 2), (bob, 4, 2), (nina, 6, 1)):
        ReadMark.objects.filter(member=member).delete()
        mark_read(member=member, thread=long, number=read_there)
        mark_read(member=member, thread=other, number=read_here)

    actions.move(by=mona, thread=long, post_ids=ids(long, 3, 4, 5), target=other)

    marks = dict(
        ReadMark.objects.filter(thread=other, member__in=[alice, bob, nina]).values_list("member__username", "last_number")
    )
    # Alice has read all three, Bob the first two; Nina had not read what stands before them.
    assert marks == {"alice": 5, "bob": 4, "nina": 1}


def test_an_accepted_answer_goes_with_its_post(alice, bob, mona, forum):
    asked, twin = (
        make.thread(by=alice, forum=forum, posts=3, repliers=[bob], kind=Thread.Kind.QUESTION, title=f"Question {n}")
        for n in "ab"
    )
    thread_levers.accept(asked, 3)

    transfer = actions.move(by=mona, thread=asked, post_ids=ids(asked, 3), target=twin)
    assert (fresh(asked).accepted_number, fresh(twin).accepted_number) == (None, 4)
    actions.undo(by=mona, transfer=transfer)

    assert (fresh(asked).accepted_number, fresh(twin).accepted_number) == (3, None)
    assert_nothing_drifted()


def test_it_can_be_taken_back_with_the_old_numbers(long, other, mona, bob, client_of):
    def state():
        rows = list(Post.objects.order_by("pk").values_list("pk", "thread", "number", "reply_to"))
        kept = ("pk", "state", "reply_count", "participant_count", "last_post_at", "recent_posters", "forum__post_count")
        return rows, list(Thread.objects.filter(pk__in=[long.pk, other.pk]).order_by("pk").values_list(*kept))

    Post.objects.filter(thread=long, number=6).update(reply_to=5)
    before = state()
    acts = [
        lambda: actions.split(by=mona, thread=fresh(long), post_ids=ids(long, 2, 5), title="Saws"),
        lambda: actions.move(by=mona, thread=fresh(long), post_ids=ids(long, 5, 6), target=fresh(other)),
        lambda: actions.merge(by=mona, thread=fresh(long), target=fresh(other)),
    ]
    for act in acts:
        transfer = act()
        assert state() != before
        actions.undo(by=mona, transfer=Transfer.objects.get(pk=transfer.pk))
        assert state() == before
        with pytest.raises(Refused, match="already"):
            actions.undo(by=mona, transfer=Transfer.objects.get(pk=transfer.pk))
    assert_nothing_drifted()
    assert "another thread" not in client_of(bob).get(long.get_absolute_url()).content.decode()

    transfer = acts[0]()
    composing.reply(by=bob, thread=fresh(transfer.target), body="I like saws.")
    with pytest.raises(Refused, match="has written"):
        actions.undo(by=mona, transfer=transfer)
    Transfer.objects.update(at=timezone.now() - timedelta(days=31))
    with pytest.raises(Refused, match="30 days"):
        actions.undo(by=mona, transfer=Transfer.objects.get(pk=transfer.pk))


def test_who_may_and_what_cannot_be_done(long, other, staff_forum, forum, alice, bob, nina, mona):
    secret = make.thread(by=mona, forum=staff_forum, title="Secret")
    posts = ids(long, 3)
    for who in (alice, bob, nina):
        for act in (
            lambda who=who: actions.split(by=who, thread=long, post_ids=posts, title="Saws"),
            lambda who=who: actions.move(by=who, thread=long, post_ids=posts, target=other),
            lambda who=who: actions.merge(by=who, thread=long, target=other),
        ):
            with pytest.raises(Refused):
                act()
    with pytest.raises(Refused, match="could not read their own"):
        actions.move(by=mona, thread=long, post_ids=posts, target=secret)
    with pytest.raises(Refused, match="already"):
        actions.merge(by=mona, thread=long, target=long)
    for chosen, sentence in (([], "choose 1"), (ids(long, 1, 2), "first post stays"), (ids(other, 2), "not in this thread")):
        with pytest.raises(ValidationError, match=sentence):
            actions.split(by=mona, thread=long, post_ids=chosen, title="Saws")
    levers.hide(Post.objects.get(pk=posts[0]))
    with pytest.raises(ValidationError, match="everybody can read"):
        actions.split(by=mona, thread=long, post_ids=posts, title="Saws")
    assert not Transfer.objects.exists() and Thread.objects.count() == 3


def test_the_page_lets_moderators_choose_and_keeps_what_was_chosen(long, other, mona, bob, client_of):
    page = reverse("forums:rearrange", args=[long.pk])
    staff = client_of(mona)
    assert client_of(bob).get(page).status_code == 403
    assert "Split or join" in staff.get(long.get_absolute_url()).content.decode()
    chosen = ids(long, 3, 4)
    refused = staff.post(page, {"post": chosen, "act": "split", "title": "x"})
    assert refused.status_code == 422 and refused.content.decode().count(" checked") == 2
    assert staff.post(page, {"post": chosen, "act": "move", "target": "nowhere"}).status_code == 422
    moved = staff.post(page, {"post": chosen, "act": "move", "target": f"http://testserver{other.get_absolute_url()}"})
    assert moved.headers["Location"] == other.get_absolute_url()
    assert "Take it back" in staff.get(page).content.decode()
    undo = reverse("forums:rearrange_undo", args=[Transfer.objects.get().pk])
    assert client_of(bob).post(undo).status_code == 403
    assert staff.post(undo).status_code == 302
    assert numbers(long) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_replies_at_the_same_moment_stand_before_or_after_and_two_threads_may_be_joined_both_ways(long, other, mona, bob, alice):
    def reply(thread: Thread, body: str):
        try:
            return composing.reply(by=bob if "a" in body else alice, thread=fresh(thread), body=body)
        except Refused:
            return None

    def merge(source: Thread, target: Thread):
        try:
            return actions.merge(by=mona, thread=fresh(source), target=fresh(target))
        except (Refused, ValidationError):
            return None

    work = iter([
        lambda: merge(long, other), lambda: merge(other, long),
        lambda: reply(long, "a1"), lambda: reply(other, "b1"),
    ])  # fmt: skip
    in_parallel(4, lambda: next(work)())

    assert Transfer.objects.filter(kind="merge").count() == 1
    transfer = Transfer.objects.get()
    assert fresh(transfer.source).state == Thread.State.REMOVED and not Post.objects.filter(thread=transfer.source).exists()
    assert numbers(transfer.target) == list(range(1, fresh(transfer.target).last_number + 1))
    assert_nothing_drifted()


def test_a_search_finds_what_moved_where_it_is(long, mona, client_of, guest):
    Post.objects.filter(thread=long, number=3).update(text="zweihandsaege")
    actions.split(by=mona, thread=long, post_ids=ids(long, 3), title="All about saws")

    found = client_of(guest).get(reverse("forums:search"), {"q": "zweihandsaege"}).content.decode()

    assert "All about saws" in found
