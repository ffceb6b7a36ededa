"""The demo community: made once, alive, and without a way in where strangers could use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.models import Notification
from community.importers import demo, demo_script
from community.importers.base import Import
from forums.composing.recount import recount
from forums.conversations.models import Conversation
from forums.events.models import Event
from forums.polls.models import Poll
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case
from moderation.decisions.models import Decision

SCENES = demo_script.scenes()


def test_play_is_written_without_slips() -> None:
    for scene in SCENES:
        ages = [line.age for line in scene.lines]
        assert ages == sorted(ages, reverse=True), scene.title
        for line in scene.lines:
            assert line.text, scene.title
            for kind, names in line.reactions.items():
                assert kind in Reaction.Kind.values, (scene.title, kind)
                assert line.who not in names, (scene.title, line.who)
                assert len(names) == len(set(names)), (scene.title, names)


class TestLoaded(TestCase):
    """Loaded once for all of these: it takes seconds."""

    @classmethod
    def setUpTestData(cls) -> None:
        with override_settings(DEMO_MAILBOX=True):
            demo.load()

    def test_there_is_something_to_read_and_something_to_do(self) -> None:
        assert Thread.objects.count() >= 35
        assert Post.objects.published().count() >= 220
        assert Case.objects.filter(state=Case.State.OPEN).count() >= 7
        assert Event.objects.get().attendances.count() == 5
        assert Poll.objects.get().ballots.count() == 6
        assert Conversation.objects.get().messages.count() == 2
        kinds = set(Case.objects.filter(state=Case.State.OPEN).values_list("kind", flat=True))
        assert kinds == {"report", "held", "appeal", "notice"}
        assert Decision.objects.exclude(undone_at=None).count() == 1
        assert Post.objects.filter(state=Post.State.HELD).count() == 3

    def test_it_looks_alive_whenever_it_is_loaded(self) -> None:
        newest = Post.objects.published().order_by("-published_at")[0]

        assert timezone.now() - newest.published_at < timedelta(minutes=30)
        assert not Post.objects.filter(created_at__gt=timezone.now()).exists()
        assert not Reaction.objects.filter(created_at__gt=timezone.now()).exists()

    def test_nobody_wrote_before_they_joined(self) -> None:
        early = [post for post in Post.objects.select_related("author") if post.created_at < post.author.date_joined]

        assert early == []

    def test_member_comes_back_to_news(self) -> None:
        petra = Member.objects.get(username="petra")

        told = Notification.objects.filter(member=petra)

        assert told.filter(read_at=None).exists()
        assert told.exclude(read_at=None).exists()

    def test_counters_and_audit_log_are_true(self) -> None:
        assert list(recount(repair=False)) == []
        assert AuditEntry.objects.filter(actor__username="elif").exists()
        call_command("verify_audit")

    def test_no_text_shows_a_sign_that_was_meant_as_markup(self) -> None:
        for post in Post.objects.all():
            assert "/p/9000" not in post.source
            assert ">>" not in post.text

    def test_second_load_changes_nothing(self) -> None:
        posts = Post.objects.count()

        assert demo.load() is False
        assert Post.objects.count() == posts

    def test_three_can_log_in_on_ones_own_machine(self) -> None:
        members = {role: Member.objects.get(username=name) for role, name, _password in demo.LOGINS}

        assert all(members[role].check_password(password) for role, _name, password in demo.LOGINS)
        assert members["admin"].is_superuser
        assert not members["moderator"].is_superuser
        assert Member.objects.exclude(password__startswith="!").count() == 3


def test_printed_password_opens_nothing_in_production(db: None, settings: Any) -> None:
    settings.DEMO_MAILBOX = False

    demo.load()

    assert not Member.objects.filter(is_superuser=True).exists()
    assert not any(member.has_usable_password() for member in Member.objects.all())


def test_demo_comes_to_a_forum_that_has_a_petra_already(db: None) -> None:
    own = Member.objects.create_user("Petra", email="petra@example.org")

    demo.load()

    assert Post.objects.filter(author=own).count() == 0
    assert Post.objects.filter(author__username="petra-2").exists()


def test_demo_that_fails_half_way_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Import) -> None:
        raise RuntimeError

    monkeypatch.setattr(Import, "_finish", fail)

    with pytest.raises(RuntimeError):
        demo.load()

    assert (Post.objects.count(), Member.objects.count()) == (0, 0)
