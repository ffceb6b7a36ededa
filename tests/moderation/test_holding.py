"""A newcomer's post waits, the desk has its case, and release or rejection does what it says."""

from __future__ import annotations

import pytest

from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.models import SiteSettings
from forums.composing import actions as composing
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.statements.models import Statement
from tests.moderation.test_circle import rows


@pytest.fixture
def held(thread: Thread, nina: Member) -> Post:
    return composing.reply(by=nina, thread=thread, body="Hello, I am new. See https://example.org")


@pytest.fixture
def held_thread(forum: Forum, nina: Member) -> Post:
    return composing.start_thread(by=nina, forum=forum, title="My first question", body="How do I sharpen a chisel?")


def test_a_held_post_always_has_a_case(held, nina, mona):
    case = Case.objects.get()

    assert (held.state, held.number) == (Post.State.HELD, None)
    assert (case.kind, case.target_id, case.subject, case.forum) == (Case.Kind.HELD, held.pk, nina, held.thread.forum)
    assert case.snapshot["source"] == held.source
    assert case in Case.objects.visible_to(mona)


def test_no_case_no_post(thread, nina, monkeypatch):
    from moderation.cases import opening

    def fail(**kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(opening, "open_or_join", fail)
    with pytest.raises(RuntimeError):
        composing.reply(by=nina, thread=thread, body="Hello")

    assert not Post.objects.filter(author=nina).exists()


def test_release_publishes_and_tells(held, nina, mona, thread):
    decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)

    held.refresh_from_db()
    thread.refresh_from_db()
    nina.refresh_from_db()
    assert (held.state, held.number, thread.reply_count, nina.post_count) == (Post.State.PUBLISHED, 3, 2, 1)
    assert Notification.objects.filter(member=nina, verb="moderation.released").count() == 1
    assert not Statement.objects.exists()


def test_a_released_thread_is_readable(held_thread, guest, mona, nina):
    assert held_thread.thread not in Thread.objects.visible_to(guest)

    decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)

    assert held_thread.thread in Thread.objects.visible_to(guest)


def test_rejection_states_its_reasons_and_that_a_program_put_it_aside(held, nina, mona, spam):
    decisions.decide(by=mona, case=Case.objects.get(), outcome="reject", rule=spam.rule, version=1)

    held.refresh_from_db()
    statement = Statement.objects.get()
    assert held.state == Post.State.REMOVED
    assert statement.member == nina
    assert "A program put it aside for checking; it did not decide. A person made the decision." in statement.body


@pytest.mark.parametrize("outcome", ["reject", "release"])
@pytest.mark.parametrize("what", ["held", "held_thread"])
def test_undone_it_waits_again(outcome, what, mona, spam, request):
    post: Post = request.getfixturevalue(what)
    before = rows()

    decision = decisions.decide(by=mona, case=Case.objects.get(), outcome=outcome, rule=spam.rule, version=1)
    decisions.undo(by=mona, decision=decision)

    after = rows()
    if outcome == "release":
        # A number that was given is never given again, so the post and its thread keep it, and when it was public.
        for kind, fields in (
            ("posts", ("number", "published_at")),
            ("threads", ("last_number", "last_post_at", "recent_posters", "last_poster_id")),
        ):
            for row in before[kind] + after[kind]:
                for name in fields:
                    row.pop(name)
        for row in before["forums"] + after["forums"]:
            row.pop("last_post_at")
    assert after == before
    post.refresh_from_db()
    assert post.state == Post.State.HELD


def test_the_second_post_is_not_held(held, nina, mona, thread):
    decisions.decide(by=mona, case=Case.objects.get(), outcome="release", version=1)
    Post.objects.update(created_at="2020-01-01T00:00Z")

    assert composing.reply(by=nina, thread=thread, body="And thank you").state == Post.State.PUBLISHED


@pytest.mark.parametrize(
    ("who", "state"), [("alice", "published"), ("nina", "held"), ("mona", "published"), ("admin", "published")]
)
def test_whose_first_post_waits(who, state, thread, request):
    assert composing.reply(by=request.getfixturevalue(who), thread=thread, body="Hello").state == state


def test_the_site_decides_how_many_are_held(thread, nina):
    settings = SiteSettings.current()
    settings.newcomer_posts_held = 0
    settings.save()

    assert composing.reply(by=nina, thread=thread, body="Hello").state == Post.State.PUBLISHED


def test_a_forum_can_hold_everything(thread, bob, mona):
    Forum.objects.update(hold_everything=True)

    assert composing.reply(by=bob, thread=thread, body="Hello").state == Post.State.HELD
    assert composing.reply(by=mona, thread=thread, body="Hello").state == Post.State.PUBLISHED


def test_a_case_outlives_what_its_author_takes_back(held, nina, mona):
    composing.delete_own(by=nina, post=held)

    case = Case.objects.get()
    assert case.is_open
    assert case.snapshot["source"] == held.source
    assert decisions.decide(by=mona, case=case, outcome="keep", version=1)
    held.refresh_from_db()
    assert held.state == Post.State.DELETED
