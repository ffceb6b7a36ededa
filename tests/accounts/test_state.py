"""Suspended, read-only, closed: what the levers do and what the policies say."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts import levers
from accounts.policies import FOREVER, can_edit_profile, can_log_in, can_see_profile, can_write


@pytest.fixture
def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_a_suspension_is_set_once_and_lifted_once(bob, tomorrow):
    assert levers.suspend(bob, tomorrow)
    assert not levers.suspend(bob, tomorrow)
    assert bob.is_suspended

    assert levers.lift_suspension(bob)
    assert not levers.lift_suspension(bob)
    bob.refresh_from_db()
    assert not bob.is_suspended


def test_a_suspension_can_be_made_longer_and_shorter(bob, tomorrow):
    levers.suspend(bob, tomorrow)

    assert levers.suspend(bob, tomorrow + timedelta(days=6))
    assert levers.suspend(bob, tomorrow)

    bob.refresh_from_db()
    assert bob.suspended_until == tomorrow


def test_silence_is_set_once_and_lifted_once(bob, tomorrow):
    assert levers.silence(bob, tomorrow)
    assert not levers.silence(bob, tomorrow)
    assert bob.is_silenced

    assert levers.lift_silence(bob)
    assert not levers.lift_silence(bob)


def test_trust_changes_once(bob):
    assert levers.set_trust(bob, 2)
    assert not levers.set_trust(bob, 2)


def test_a_stale_object_does_not_fool_a_lever(bob, tomorrow):
    from accounts.models import Member

    stale = Member.objects.get(pk=bob.pk)
    levers.suspend(bob, tomorrow)

    assert not levers.suspend(stale, tomorrow)
    assert levers.lift_suspension(stale)


def test_a_suspension_ends_every_session(bob, tomorrow, client_of):
    phone, desk = client_of(bob), client_of(bob)
    from allauth.usersessions.models import UserSession

    for browser in (phone, desk):
        UserSession.objects.create(user=bob, ip="127.0.0.1", user_agent="x", session_key=browser.session.session_key)

    levers.suspend(bob, tomorrow)

    assert not UserSession.objects.filter(user=bob).exists()
    assert not phone.session.get("_auth_user_id")
    assert not desk.session.get("_auth_user_id")


def test_suspensions_run_out_by_themselves(bob):
    levers.suspend(bob, timezone.now() - timedelta(seconds=1))

    assert can_log_in(bob)
    assert can_write(bob)


def test_the_sentence_says_until_when(bob, tomorrow, settings):
    settings.TIME_ZONE = "UTC"
    moment = tomorrow.replace(year=2035, month=3, day=4, hour=10, minute=0)
    levers.suspend(bob, moment)

    with timezone.override("Europe/Berlin"):
        reason = str(can_log_in(bob).reason)

    assert "2035" in reason and "11" in reason


def test_a_closed_account_is_not_given_a_date(bob):
    levers.suspend(bob, FOREVER)

    with timezone.override("Pacific/Kiritimati"):
        reason = str(can_log_in(bob).reason)

    assert "9999" not in reason and "closed" in reason


def test_guests_are_asked_to_log_in():
    assert "log in" in str(can_write(AnonymousUser()).reason)


def test_a_silenced_member_logs_in_but_does_not_write(bob, tomorrow):
    levers.silence(bob, tomorrow)

    assert can_log_in(bob)
    assert "until" in str(can_write(bob).reason)
    assert not can_edit_profile(bob, bob)


def test_an_inactive_member_neither_logs_in_nor_writes(bob):
    bob.is_active = False

    assert not can_log_in(bob)
    assert not can_write(bob)


def test_the_profile_of_a_closed_account_is_for_staff_only(alice, bob, admin):
    bob.is_active = False

    assert not can_see_profile(AnonymousUser(), bob)
    assert not can_see_profile(alice, bob)
    assert can_see_profile(admin, bob)


def test_nobody_edits_somebody_elses_profile(alice, admin, bob):
    assert can_edit_profile(bob, bob)
    assert not can_edit_profile(alice, bob)
    assert not can_edit_profile(admin, bob)
