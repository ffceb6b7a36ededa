"""Whoever answers has looked (community/decisions/0016): review tasks close, reports never do."""

from __future__ import annotations

import pytest

from forums.composing import actions as composing
from forums.composing import answering
from forums.posts.models import Post
from moderation.cases import actions as cases
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.interventions import actions as interventions
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make


@pytest.fixture(autouse=True)
def _after_the_commit(django_capture_on_commit_callbacks, monkeypatch):
    """What follows a commit follows at once: a test's own transaction never commits."""
    from django.db import transaction

    monkeypatch.setattr(transaction, "on_commit", lambda act, using=None, robust=False: act())


@pytest.fixture
def waiting_thread(forum, nina) -> Post:
    return composing.start_thread(by=nina, forum=forum, title="My first question", body="How do I sharpen a chisel?")


@pytest.fixture
def waiting_edit(thread, bob) -> Post:
    """An edit of a post with a number waits."""
    from forums.composing.submission import Outcome, Verdict
    from forums.posts import levers
    from forums.signals import post_held

    post = thread.posts.get(number=2)
    levers.hold(post)
    post_held.send(Post, post=post, verdict=Verdict(Outcome.HOLD, "A rule"))
    return post


@pytest.fixture
def spotted(thread, mona, max, spam) -> Post:
    """A decision on the spot that was taken back from the desk: its case is open again."""
    post = thread.posts.get(number=2)
    decision = interventions.take_down(by=max, target_type="post", thing=post, outcome="hide", rule=spam.rule)
    decisions.undo(by=max, decision=decision)
    return Post.objects.get(pk=post.pk)


def test_a_reply_in_a_waiting_thread_releases_it(waiting_thread, mona, guest):
    composing.reply(by=mona, thread=waiting_thread.thread, body="Welcome! With a strop.")

    decision = Decision.objects.get()
    waiting_thread.refresh_from_db()
    assert waiting_thread.state == Post.State.PUBLISHED
    assert (decision.outcome, decision.by, decision.case.state) == ("release", mona, Case.State.DECIDED)
    assert decision.case.notes.get().body == "Decided by answering in the thread."
    assert waiting_thread in Post.objects.visible_to(guest)


def test_and_can_be_taken_back(waiting_thread, mona):
    composing.reply(by=mona, thread=waiting_thread.thread, body="Welcome! With a strop.")

    decisions.undo(by=mona, decision=Decision.objects.get())

    waiting_thread.refresh_from_db()
    assert waiting_thread.state == Post.State.HELD


@pytest.mark.parametrize("how", ["answers", "quotes"])
def test_answering_or_quoting_what_waits_releases_it(how, waiting_edit, thread, mona):
    if how == "answers":
        composing.reply(by=mona, thread=thread, body="Quite so.", reply_to=2)
    else:
        composing.reply(by=mona, thread=thread, body=f"> [bob](/p/{waiting_edit.pk}/):\n> Hide glue\n\nQuite so.")

    assert Decision.objects.get().outcome == "release"


@pytest.mark.parametrize("how", ["answers", "accepts"])
def test_what_was_spotted_and_then_answered_is_kept(how, spotted, thread, mona):
    if how == "answers":
        composing.reply(by=mona, thread=thread, body="Quite so.", reply_to=2)
    else:
        thread.kind = "question"
        thread.save()
        answering.accept_answer(by=mona, thread=thread, number=2)

    assert Decision.objects.get(undone_at=None).outcome == "keep"
    assert not Case.objects.open().exists()


def test_a_change_at_the_desk_closes_it_too(spotted, mona, spam):
    interventions.edit_post(by=mona, post=spotted, body="Better.", version=spotted.version, rule=spam.rule)

    assert not Case.objects.open().exists()


@pytest.mark.parametrize("who", ["alice", "charlie", "kim"])
def test_only_who_moderates_there_has_looked(kim, who, waiting_edit, thread, request):
    composing.reply(by=request.getfixturevalue(who), thread=thread, body="Quite so.", reply_to=2)

    assert not Decision.objects.exists()


@pytest.mark.parametrize("slug", ["off-topic", "spam", "threat"])
def test_no_report_is_answered_in_passing(slug, thread, charlie, mona):
    post = thread.posts.get(number=2)
    reporting.report(by=charlie, target_type="post", thing=post, reason=Reason.objects.get(slug=slug))

    composing.reply(by=mona, thread=thread, body="Quite so.", reply_to=2)

    assert Case.objects.open().count() == 1


def test_nor_one_about_what_waits(waiting_edit, thread, mona, charlie, spam, monkeypatch):
    case = Case.objects.get()
    from moderation.reports.models import Report

    Report.objects.create(case=case, reporter=charlie, reason=spam)

    composing.reply(by=mona, thread=thread, body="Quite so.", reply_to=2)

    assert not Decision.objects.exists()


def test_another_post_of_the_thread_is_not_meant(waiting_edit, thread, mona):
    composing.reply(by=mona, thread=thread, body="To the question itself.", reply_to=1)
    composing.reply(by=mona, thread=thread, body="And to everybody.")

    assert not Decision.objects.exists()


def test_what_a_colleague_is_on_stays_theirs(waiting_edit, thread, mona, max):
    cases.claim(by=max, case=Case.objects.get())

    assert composing.reply(by=mona, thread=thread, body="Quite so.", reply_to=2).state == Post.State.PUBLISHED

    assert not Decision.objects.exists()


def test_nobody_releases_themselves(forum, mona, spam, max):
    post = make.opening(make.thread(by=mona, forum=forum))
    decision = interventions.take_down(by=max, target_type="post", thing=post, outcome="hide", rule=spam.rule)
    decisions.undo(by=max, decision=decision)

    composing.reply(by=mona, thread=post.thread, body="I go on.", reply_to=1)

    assert Case.objects.open().exists()


def test_who_does_not_moderate_pays_no_query(thread, bob, django_assert_num_queries):
    from moderation import receivers

    post = thread.posts.select_related("thread").get(number=2)
    receivers.a_moderators_answer_is_a_look(post=post, by=bob)

    with django_assert_num_queries(0):
        receivers.a_moderators_answer_is_a_look(post=post, by=bob)
