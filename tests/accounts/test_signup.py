"""From stranger to member."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError

from accounts.adapter import AccountAdapter
from accounts.forms import SignupForm
from accounts.models import Member
from accounts.notifications.models import Notification
from community.core.decisions import denied
from community.core.models import OutboxMail, SiteSettings
from tests import make
from tests.accounts.walking import code_sent_to, errors_of, is_in, sign_up

pytestmark = pytest.mark.django_db


def test_a_stranger_becomes_a_member_with_the_code_from_the_mail(client):
    response = sign_up(client)
    assert response.status_code == 302
    assert not is_in(client)

    response = client.post(response["Location"], {"code": code_sent_to("dora@example.org")})

    assert response.status_code == 302
    assert is_in(client)
    dora = Member.objects.get(username="dora")
    assert EmailAddress.objects.get(user=dora).verified
    assert dora.trust == 0
    assert Notification.objects.get(member=dora).verb == "welcome"


@pytest.mark.parametrize("has_mailbox", [True, False])
def test_whoever_tries_the_forum_is_led_from_the_code_to_the_demo_mailbox(client, settings, has_mailbox):
    settings.DEMO_MAILBOX = has_mailbox
    sign_up(client)

    main = client.get("/accounts/confirm-email/").content.decode().split("<main")[1].split("</main>")[0]

    assert ('href="/mailbox/"' in main) is has_mailbox


def test_a_wrong_code_lets_nobody_in(client):
    response = sign_up(client)

    for _ in range(3):
        client.post(response["Location"], {"code": "AAAA-AAAA"})

    assert not is_in(client)
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_the_language_of_the_page_becomes_the_members(client):
    client.cookies["django_language"] = "de"

    sign_up(client)

    assert Member.objects.get(username="dora").language == "de"
    assert OutboxMail.objects.get().subject.startswith("Bitte")


@pytest.mark.parametrize("name", ["ALICE", "ａｌｉｃｅ", "Alice"])
def test_a_taken_name_is_taken_in_every_spelling(client, alice, name):
    response = sign_up(client, username=name)

    assert response.status_code == 200
    assert "username" in response.context["form"].errors
    assert Member.objects.count() == 1


def test_a_reserved_name_is_refused_with_a_reason(client):
    assert "reserved" in errors_of(sign_up(client, username="Moderator"))


def test_what_was_typed_stays_in_the_form(client):
    page = sign_up(client, username="admin", email="dora@example.org").content.decode()

    assert 'value="dora@example.org"' in page
    assert 'value="admin"' in page


@pytest.mark.parametrize("password", ["short", "1234567890", "password123", "dora-dora"])
def test_a_weak_password_is_refused(client, password):
    response = sign_up(client, password1=password)

    assert response.status_code == 200
    assert "password1" in response.context["form"].errors


def test_a_known_address_gets_the_same_answer_and_a_mail(client, alice):
    unknown = sign_up(client, "dora", "dora@example.org")
    client.cookies.clear()
    known = sign_up(client, "emil", "Alice@Example.org")

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert not Member.objects.filter(username="emil").exists()
    assert OutboxMail.objects.filter(to="alice@example.org").count() == 1


def test_an_address_that_only_looks_like_another_is_refused(client):
    make.member("alice", email="alice@strasse.example")

    response = sign_up(client, email="alice@straße.example")

    assert "plain letters" in errors_of(response)


def test_a_machine_that_fills_the_trap_gets_no_account_and_no_hint(client):
    response = sign_up(client, reason_for_joining="to sell pills")

    assert response.status_code == 302
    assert not Member.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_trap_needs_no_inline_style(client):
    page = client.get("/accounts/signup/").content.decode()

    assert "reason_for_joining" in page
    assert "style=" not in page


def test_closed_registration_is_said_and_kept(client):
    SiteSettings(registration_open=False).save()

    page = client.get("/accounts/signup/")
    sign_up(client)

    assert "does not take new members" in page.content.decode()
    assert not Member.objects.exists()


def closed_on_sundays(data):
    return denied("Closed on Sundays.") if data.get("email", "").endswith("@example.org") else denied("Never.")


def test_every_gate_is_asked_with_the_clean_data(client, settings):
    settings.SIGNUP_GATES = ["accounts.gates.registration_is_open", "tests.accounts.test_signup.closed_on_sundays"]

    response = sign_up(client)

    assert "Closed on Sundays." in errors_of(response)
    assert not Member.objects.exists()


@pytest.mark.parametrize("column", ["username", "email"])
def test_two_strangers_want_the_same_at_the_same_moment(client, alice, monkeypatch, column):
    # The look-up ran before Alice's row was there; only the database still knows.
    monkeypatch.setattr(AccountAdapter, "clean_username", lambda self, name, shallow=False: name)
    monkeypatch.setattr(SignupForm, "validate_unique_email", lambda self, email: email)

    response = sign_up(client, **{column: getattr(alice, column)})

    assert response.status_code == 302
    assert Member.objects.count() == 1
    page = client.get(response["Location"]).content.decode()
    assert ("a moment before you" in page) == (column == "username")


def test_the_database_keeps_names_and_addresses_apart_whatever_the_code_does(alice):
    with pytest.raises(IntegrityError):
        Member.objects.create(username="ALICE", email="other@example.org")


def test_the_database_keeps_addresses_apart_in_every_case(alice):
    with pytest.raises(IntegrityError):
        Member.objects.create(username="alice2", email="ALICE@example.org")


def test_rights_cannot_be_had_by_extra_fields(client):
    sign_up(client, is_staff="on", is_superuser="1", trust="4", title="Boss", groups="1")

    dora = Member.objects.get()
    assert (dora.is_staff, dora.is_superuser, dora.trust, dora.title) == (False, False, 0, "")


def test_sign_ups_from_one_address_are_limited(client):
    answers = [sign_up(client, f"dora{n}", f"dora{n}@example.org").status_code for n in range(22)]

    assert answers[-1] == 429
    assert answers.count(302) == 20
