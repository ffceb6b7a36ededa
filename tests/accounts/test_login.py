"""Who gets in, who does not, and what they are told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import levers
from accounts.models import Member
from community.core.models import OutboxMail
from tests import make
from tests.accounts.walking import STRONG, code_sent_to, is_in, log_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("login", ["bob", "BOB", "Ｂob", "bob@example.org", "BOB@example.org"])
def test_every_spelling_of_name_and_address_opens_the_door(client, bob, login):
    log_in(client, login, make.PASSWORD)

    assert is_in(client)


@pytest.mark.parametrize("login", ["bób", "bob ", "nobody", "bob@example.com", "bob\x00", "' or 1=1 --", "x" * 5000])
def test_other_names_do_not(client, bob, login):
    response = log_in(client, login, "wrong" + make.PASSWORD)

    assert response.status_code in (200, 400)
    assert not is_in(client)


def test_a_member_whose_address_is_not_confirmed_is_sent_a_code(client):
    make.member("emil", verified=False)

    response = log_in(client, "emil", make.PASSWORD)
    assert not is_in(client)

    client.post(response["Location"], {"code": code_sent_to("emil@example.org")})
    assert is_in(client)


def test_a_suspended_member_learns_until_when_and_stays_out(client, bob):
    levers.suspend(bob, timezone.now().replace(year=2040))

    response = log_in(client, "bob", make.PASSWORD)

    assert not is_in(client)
    assert "2040" in client.get(response["Location"]).content.decode()


def test_without_the_password_nobody_learns_of_a_suspension(client, bob):
    levers.suspend(bob, timezone.now().replace(year=2040))

    response = log_in(client, "bob", "wrong")

    assert "suspended" not in response.content.decode()


def test_a_suspended_member_cannot_come_in_by_a_mailed_code(client, bob):
    levers.suspend(bob, timezone.now() + timedelta(days=1))

    response = client.post("/accounts/login/code/", {"email": bob.email})
    client.post(response["Location"], {"code": code_sent_to(bob.email)})

    assert not is_in(client)


def test_a_suspended_member_cannot_come_in_by_a_new_password(client, bob):
    levers.suspend(bob, timezone.now() + timedelta(days=1))
    client.post("/accounts/password/reset/", {"email": bob.email})
    link = re.search(r"https?://\S+", OutboxMail.objects.get().text).group(0)

    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": STRONG, "password2": STRONG})
    log_in(client, "bob", STRONG)

    bob.refresh_from_db()
    assert bob.check_password(STRONG)
    assert not is_in(client)


def test_an_inactive_member_stays_out(client, bob):
    Member.objects.filter(pk=bob.pk).update(is_active=False)

    log_in(client, "bob", make.PASSWORD)

    assert not is_in(client)


def test_guessing_a_password_is_stopped_in_every_spelling(client, bob):
    for login in ("bob", "BOB", "Ｂob", "boB", "bOb"):
        log_in(client, login, "wrong")

    response = log_in(client, "bob", make.PASSWORD)

    assert not is_in(client)
    assert "Too many" in response.content.decode()


def test_a_forged_forwarding_address_gives_no_fresh_tries(client, bob):
    for number in range(5):
        log_in(client, "bob", "wrong", headers={"x-forwarded-for": f"10.0.0.{number}"})

    log_in(client, "bob", make.PASSWORD, headers={"x-forwarded-for": "10.0.0.99"})

    assert not is_in(client)


def test_known_and_unknown_addresses_get_the_same_answer(client, bob):
    known = client.post("/accounts/password/reset/", {"email": bob.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert (
        client.post("/accounts/login/code/", {"email": bob.email})["Location"]
        == (client.post("/accounts/login/code/", {"email": "nobody@example.org"})["Location"])
    )


def test_wrong_password_and_unknown_name_read_the_same(client, bob):
    def words(response):
        return response.context["form"].non_field_errors()

    assert words(log_in(client, "bob", "wrong")) == words(log_in(client, "nobody", "wrong"))


def test_a_forged_host_does_not_reach_the_reset_link(client, bob, settings):
    settings.ALLOWED_HOSTS = ["testserver", "evil.example"]
    settings.SITE_URL = "https://forum.example.org"

    client.post("/accounts/password/reset/", {"email": bob.email}, headers={"host": "evil.example"})

    text = OutboxMail.objects.get().text
    assert "evil.example" not in text
    assert re.search(r"https://forum\.example\.org/accounts/password/reset/key/\S+", text)


def test_the_reset_mail_goes_to_the_stored_address_in_the_members_language(client, bob):
    Member.objects.filter(pk=bob.pk).update(language="de")

    client.post("/accounts/password/reset/", {"email": "BOB@EXAMPLE.ORG"})

    mail = OutboxMail.objects.get()
    assert mail.to.lower() == bob.email
    assert "Passwort" in mail.subject


def test_a_reset_link_works_once(client, bob):
    client.post("/accounts/password/reset/", {"email": bob.email})
    link = re.search(r"https?://\S+", OutboxMail.objects.get().text).group(0)
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": STRONG, "password2": STRONG})
    client.cookies.clear()

    again = client.get(link, follow=True)

    assert "password1" not in again.content.decode()


def test_a_new_password_ends_the_other_sessions(client_of, client, bob):
    elsewhere = client_of(bob)
    log_in(client, "bob", make.PASSWORD)

    client.post("/accounts/password/change/", {"oldpassword": make.PASSWORD, "password1": STRONG, "password2": STRONG})

    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302


def test_a_new_address_is_confirmed_first_and_ends_the_other_sessions(client, bob):
    elsewhere = Client()
    log_in(elsewhere, "bob", make.PASSWORD)
    log_in(client, "bob", make.PASSWORD)

    response = client.post("/accounts/email/", {"email": "robert@example.org", "action_add": ""})
    assert response["Location"].startswith("/accounts/reauthenticate/"), "a session left open must not do"
    response = client.post(response["Location"], {"password": make.PASSWORD, "next": "/accounts/email/"})
    bob.refresh_from_db()
    assert bob.email == "bob@example.org"

    client.post(response["Location"], {"code": code_sent_to("robert@example.org")})

    bob.refresh_from_db()
    assert bob.email == "robert@example.org"
    assert client.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_the_way_back_leads_nowhere_else(client, bob, target):
    response = client.post("/accounts/login/", {"login": "bob", "password": make.PASSWORD, "next": target})

    assert response["Location"] == "/"


def test_logging_out_takes_a_post(client_of, bob):
    browser = client_of(bob)

    browser.get("/accounts/logout/")
    assert is_in(browser)

    browser.post("/accounts/logout/")
    assert not is_in(browser)


def test_the_admins_own_log_in_leads_to_ours(client):
    response = client.get("/admin/login/")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_the_owner_made_on_the_command_line_needs_no_code(client, db):
    Member.objects.create_superuser("olga", "Olga@Example.org", make.PASSWORD)

    log_in(client, "olga", make.PASSWORD)

    assert is_in(client)
