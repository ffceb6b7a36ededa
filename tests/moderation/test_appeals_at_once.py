"""Two people at one objection at the same moment, each with a database connection of their own."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from moderation.appeals import actions
from moderation.appeals.models import Appeal
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision

from .objections import answer, object_to, way_of
from .test_at_once import at_once, kinds
from .test_at_once import spam as spam  # the site's reasons, brought back

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def hidden(spam, case, mona):
    return decisions.decide(by=mona, case=case, outcome="hide", rule=spam.rule, version=1)


def test_one_of_two_answers_counts(hidden, max, admin):
    made = object_to(hidden)

    results = at_once(lambda: answer(made, max, "affirm"), lambda: answer(made, admin, "reverse"))

    assert kinds(results) == ["Decision", "StaleCase"]
    made.refresh_from_db()
    stands = Decision.objects.get(pk=hidden.pk).undone_at is None
    assert stands == (made.state == "affirmed")
    call_command("verify_audit")


def test_one_of_two_objections_by_the_same_link_is_made(hidden):
    def send():
        return actions.appeal(way=way_of(hidden), text="Twice.")

    results = at_once(send, send)

    assert kinds(results) == ["Appeal", "Refused"]
    assert Case.objects.filter(kind="appeal").count() == 1


def test_undoing_and_answering_at_the_same_moment_end_in_one_state(hidden, mona, max):
    made = object_to(hidden)

    results = at_once(lambda: decisions.undo(by=mona, decision=hidden), lambda: answer(made, max, "reverse"))

    made.refresh_from_db()
    assert kinds(results) in (["Decision", "Refused"], ["Decision", "StaleCase"])
    assert made.state in (Appeal.State.MOOT, Appeal.State.REVERSED)
    assert Decision.objects.get(pk=hidden.pk).undone_at
    assert not Case.objects.filter(kind="appeal", state="open").exists()


def test_withdrawing_and_answering_at_the_same_moment_end_in_one_state(hidden, max):
    made = object_to(hidden)

    at_once(lambda: actions.withdraw(way=way_of(hidden)), lambda: answer(made, max, "affirm"))

    made.refresh_from_db()
    assert made.state in (Appeal.State.WITHDRAWN, Appeal.State.AFFIRMED)
    assert (made.decided_by_id is not None) == (made.state == Appeal.State.AFFIRMED)
    assert not Case.objects.open().exists()
