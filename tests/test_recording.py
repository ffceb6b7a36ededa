"""A set-up that is played back leaves what the set-up itself leaves (tests/recording.py)."""

from __future__ import annotations

from typing import Any

import pytest

from community.core.models import SiteSettings
from tests import make, recording
from tests.moderation import whole
from tests.moderation.conftest import case, reported, spam  # noqa: F401

pytestmark = pytest.mark.skipif(not recording.ON, reason="everything is set up for real")
found: list[Any] = []


@pytest.mark.parametrize("time", ["recorded", "played back"])
def test_rows_and_objects_are_the_same(time, case, reported, thread, forum, alice, bob, charlie, spam):  # noqa: F811
    found.append(whole.picture())

    assert whole.differences(found[0], found[-1]) == []
    assert (thread.author, thread.forum, reported.thread.pk) == (alice, forum, thread.pk)
    assert thread.author is alice and thread.forum is forum
    assert [report.reporter for report in case.reports.all()] == [charlie]
    # What is written next does not collide with what was played back.
    assert make.post(thread, by=bob).number == 3
    assert make.member("dora").pk not in (alice.pk, bob.pk, charlie.pk)


@pytest.fixture
def quiet(db: None, forum: Any) -> None:
    SiteSettings(reports_a_day=7).save()


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_comes_after_something_else_was_written_is_done_for_real(time, quiet, nina):
    assert recording._stage.originals[-1:] != [nina]
    assert SiteSettings.objects.get().reports_a_day == 7


def test_a_change_of_what_was_played_back_stays_in_its_test(alice, bob):
    alice.username = "other"
    alice.save()

    assert bob.username == "bob"


def test_and_the_next_begins_afresh(alice, bob):
    assert alice.username == type(alice).objects.get(pk=alice.pk).username == "alice"


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_a_test_asks_for_by_name_is_made_for_real(time, request, db):
    bob = request.getfixturevalue("bob")

    assert type(bob).objects.filter(pk=bob.pk).exists()
