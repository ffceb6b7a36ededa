"""Timers of threads: set by staff on a ground, seen by readers, in force also while the worker is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from community.core.decisions import Refused
from forums import policies
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.timers.models import Timer
from forums.timers.ringing import ring
from moderation.audit.models import AuditEntry
from moderation.decisions.models import Decision
from moderation.interventions import timed
from tests import make


def fresh(thread: Thread) -> Thread:
    return Thread.objects.select_related("forum").get(pk=thread.pk)


def due(**how) -> None:
    """Every timer is due."""
    Timer.objects.exclude(kind="quiet").update(due_at=timezone.now() - timedelta(seconds=1))
    Thread.objects.update(last_post_at=timezone.now() - timedelta(days=40))


def test_who_sets_which_timer_on_what(request, thread, alice, bob, mona, nina, forum):
    soon = timezone.now() + timedelta(hours=1)
    for who in (alice, bob, nina):
        with pytest.raises(Refused):
            timed.set_timer(by=who, thread=thread, kind="close", at=soon, care=True)
    faults = [
        ("kind", {"kind": "delete", "at": soon}),
        ("at", {"kind": "close", "care": True}),
        ("at", {"kind": "close", "care": True, "at": soon - timedelta(hours=2)}),
        ("at", {"kind": "open", "at": soon + timedelta(days=400)}),
        ("days", {"kind": "quiet", "care": True, "days": 0}),
        # A lock restricts its author: also one by the clock rests on a ground.
        ("rule", {"kind": "close", "at": soon}),
        ("rule", {"kind": "quiet", "days": 3}),
    ]
    for field, how in faults:
        with pytest.raises(ValidationError) as error:
            timed.set_timer(by=mona, thread=thread, **how)
        assert list(error.value.message_dict) == [field], how

    own = make.thread(by=mona, forum=forum)
    assert timed.set_timer(by=mona, thread=own, kind="close", at=soon)
    assert timed.set_timer(by=mona, thread=thread, kind="open", at=soon)


@pytest.mark.parametrize("how", [{"kind": "close"}, {"kind": "quiet", "days": 30}], ids=["at a moment", "when it is quiet"])
def test_a_thread_closes_by_a_decision_and_before_the_worker_comes_by_a_look(how, thread, alice, bob, mona):
    timed.set_timer(by=mona, thread=thread, care=True, message="It is settled.", at=timezone.now() + timedelta(hours=1), **how)
    assert policies.can_reply(bob, fresh(thread))
    assert ring() == 0
    due()

    assert not policies.can_reply(bob, fresh(thread))
    assert policies.can_reply(mona, fresh(thread))
    assert not fresh(thread).is_locked
    assert [ring(), ring()] == [1, 0]

    assert fresh(thread).is_locked
    decision = Decision.objects.get()
    assert (decision.outcome, decision.by, decision.message) == ("lock", mona, "It is settled.")


def test_it_opens_again_and_what_is_due_last_counts(thread, bob, mona):
    timed.set_timer(by=mona, thread=thread, kind="close", care=True, at=timezone.now() + timedelta(hours=1))
    timed.set_timer(by=mona, thread=thread, kind="open", at=timezone.now() + timedelta(hours=2))
    now = timezone.now()
    Timer.objects.filter(kind="close").update(due_at=now - timedelta(hours=2))
    assert not policies.can_reply(bob, fresh(thread))
    Timer.objects.filter(kind="open").update(due_at=now - timedelta(hours=1))
    assert policies.can_reply(bob, fresh(thread))

    assert ring() == 2

    assert not fresh(thread).is_locked and policies.can_reply(bob, fresh(thread))


def test_what_its_setter_may_not_do_any_more_is_not_done_and_is_on_record(thread, bob, mona):
    timed.set_timer(by=mona, thread=thread, kind="close", care=True, at=timezone.now() + timedelta(hours=1))
    mona.groups.clear()
    due()

    assert ring() == 1

    assert not fresh(thread).is_locked and not Decision.objects.exists()
    assert AuditEntry.objects.latest("sequence").verb == "thread.timer_failed"
    assert policies.can_reply(bob, fresh(thread))


def test_it_is_set_on_the_page_and_stopped_and_readers_see_it(thread, bob, mona, client_of):
    page = reverse("desk:intervene", args=[thread.pk, "timer"])
    staff = client_of(mona)
    assert staff.get(page).status_code == 200
    assert "ground it rests on" in staff.post(page, {"kind": "quiet", "days": "7"}).content.decode()
    assert staff.post(page, {"kind": "quiet", "days": "7", "ground": "care", "message": "Old."}).status_code == 302
    assert "closes when nobody has written for 7 days" in client_of(bob).get(thread.get_absolute_url()).content.decode()
    assert staff.post(page, {"kind": "stop"}).status_code == 302
    assert not Timer.objects.exists()
    assert client_of(bob).get(page).status_code in (403, 404)
    slow = reverse("desk:intervene", args=[thread.pk, "slow"])
    assert staff.post(slow, {"seconds": "300", "hours": "6"}).status_code == 302
    assert fresh(thread).is_slow and fresh(thread).slow_until is not None


def test_a_timer_on_a_thread_that_is_locked_already_is_spent_without_a_word(thread, mona):
    timed.set_timer(by=mona, thread=thread, kind="close", care=True, at=timezone.now() + timedelta(hours=1))
    thread_levers.lock(thread)
    due()

    assert ring() == 1
    assert not Decision.objects.exists()
