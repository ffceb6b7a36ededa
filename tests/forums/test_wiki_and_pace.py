"""Wikis: many hands, one author. Slow mode: time between two posts, for all alike."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.notifications.models import Notification
from community.core.decisions import Refused
from forums import policies
from forums.composing import actions as composing
from forums.composing.editing import edit
from forums.composing.limits import TooFast
from forums.composing.submission import Outcome, Verdict
from forums.composing.wikis import open_to_all
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.web.history import versions_for
from moderation.audit.models import AuditEntry
from moderation.interventions import timed
from tests import make
from tests.forums.parallel import in_parallel


@pytest.fixture(autouse=True)
def _nobody_screens(settings):
    settings.POST_SCREENERS = []
    settings.PAUSE_BETWEEN_POSTS = dict.fromkeys(settings.PAUSE_BETWEEN_POSTS, 0)


def fresh(post: Post) -> Post:
    return Post.objects.select_related("thread__forum", "author").get(pk=post.pk)


@pytest.fixture
def wiki(thread, alice) -> Post:
    post = fresh(make.opening(thread))
    open_to_all(by=alice, post=post, is_wiki=True)
    return fresh(post)


def test_who_may_make_a_post_a_wiki_and_who_may_edit_it(request, wiki):
    """who × make and edit; who × state of post and thread × edit."""
    members = {who: request.getfixturevalue(who) for who in ("guest", "alice", "bob", "nina", "mona", "charlie")}

    def may(policy, post) -> set[str]:
        return {who for who, member in members.items() if policy(member, post)}

    assert may(policies.can_make_wiki, wiki) == {"alice", "mona"}
    assert may(policies.can_edit, wiki) == {"alice", "bob", "mona", "charlie"}
    Post.objects.filter(pk=wiki.pk).update(created_at=timezone.now() - timedelta(days=99))
    assert may(policies.can_edit, fresh(wiki)) == {"alice", "bob", "mona", "charlie"}
    thread_levers.lock(wiki.thread)
    assert may(policies.can_edit, fresh(wiki)) == {"mona"}
    thread_levers.unlock(wiki.thread)
    levers.hide(wiki)
    assert may(policies.can_edit, fresh(wiki)) == {"alice"}
    levers.restore(wiki)
    open_to_all(by=members["alice"], post=wiki, is_wiki=False)
    assert may(policies.can_edit, fresh(wiki)) & {"bob", "charlie", "nina"} == set()


def test_an_edit_by_others_changes_the_words_only_keeps_the_version_and_is_told_once_a_day(wiki, alice, bob):
    edit(by=bob, post=wiki, body="Warm hide glue.", version=1, title="Bob was here", tags=["bob"])
    edit(by=bob, post=fresh(wiki), body="Warm hide glue twice.", version=2)

    now = fresh(wiki)
    assert (now.source, now.author, now.edited_by, now.thread.title) == ("Warm hide glue twice.", alice, bob, wiki.thread.title)
    assert now.revisions.count() == 2 and not now.thread.tags.exists()
    assert list(Notification.objects.filter(verb="forums.wiki").values_list("member__username", "actor__username")) == [
        ("alice", "bob")
    ]


def test_everybody_reads_what_members_changed_and_nobody_what_a_moderator_took_out(wiki, bob, charlie, mona):
    edit(by=bob, post=wiki, body="Hide glue, and my phone number.", version=1)
    assert [version.number for version in versions_for(charlie, fresh(wiki))] == [1, 2]

    edit(by=mona, post=fresh(wiki), body="Hide glue.", version=2)

    assert [version.number for version in versions_for(charlie, fresh(wiki))] == [3]
    assert [version.number for version in versions_for(mona, fresh(wiki))] == [1, 2, 3]


def test_one_of_many_cannot_make_the_wiki_disappear(wiki, alice, bob, settings):
    settings.POST_SCREENERS = ["tests.forums.test_wiki_and_pace.hold"]

    with pytest.raises(Refused, match="wait for a moderator"):
        edit(by=bob, post=wiki, body="pills", version=1)
    assert fresh(wiki).state == Post.State.PUBLISHED and fresh(wiki).source != "pills"
    edit(by=alice, post=wiki, body="pills", version=1)
    assert fresh(wiki).state == Post.State.HELD


def hold(submission):
    return Verdict(Outcome.HOLD if "pills" in submission.text else Outcome.PASS, "Pills")


def test_a_moderator_who_opens_the_post_of_another_is_on_record(wiki, mona, alice, client_of):
    page = reverse("forums:wiki", args=[wiki.pk])
    assert client_of(mona).post(page, {"wiki": "0"}).status_code == 302
    assert client_of(alice).post(page, {"wiki": "1"}).status_code == 302

    assert list(AuditEntry.objects.values_list("verb", "actor_label")) == [("post.wiki_changed", "mona")]
    assert fresh(wiki).is_wiki
    assert ">Wiki<" in client_of(alice).get(wiki.thread.get_absolute_url()).content.decode()


def test_in_slow_mode_members_wait_moderators_do_not_and_it_ends(thread, bob, charlie, mona, client_of):
    timed.slow_down(by=mona, thread=thread, seconds=600)

    with pytest.raises(TooFast, match="slow mode") as refused:
        composing.reply(by=bob, thread=thread, body="Once more.")
    newest = Post.objects.filter(thread=thread, author=bob).latest("pk")
    assert refused.value.until == newest.created_at + timedelta(minutes=10)
    assert composing.reply(by=charlie, thread=thread, body="My first.")
    for body in ("Please stay calm.", "Thank you."):
        assert composing.reply(by=mona, thread=thread, body=body)
    page = client_of(bob).get(thread.get_absolute_url()).content.decode()
    assert "Slow mode: 10 minutes" in page and "You can write here again from" in page
    Thread.objects.update(slow_until=timezone.now() - timedelta(seconds=1))
    assert composing.reply(by=bob, thread=Thread.objects.get(), body="After its end.")
    with pytest.raises(Refused):
        timed.slow_down(by=bob, thread=thread, seconds=0)
    assert timed.slow_down(by=mona, thread=thread, seconds=0)
    assert [entry.verb for entry in AuditEntry.objects.all()] == ["thread.slowed"] * 2


@pytest.mark.django_db(transaction=True)
def test_two_replies_at_once_in_slow_mode_are_one(thread, charlie, mona):
    timed.slow_down(by=mona, thread=thread, seconds=600)
    words = itertools.count()

    def write():
        try:
            here = Thread.objects.select_related("forum").get(pk=thread.pk)
            return composing.reply(by=charlie, thread=here, body=f"Hot {next(words)}!")
        except TooFast:
            return None

    assert len([post for post in in_parallel(4, write) if post]) == 1
