"""Becoming a member, and the keys to the house."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.models import Member
from accounts.notices import say_welcome
from tests import make
from tests.accounts.walking import STRONG, code_sent_to

PHONE = {"width": 360, "height": 740}


def app_shows(secret: str) -> str:
    """The number the authenticator app would show now, with enough of its half minute left to type it."""
    if time.time() % 30 > 26:
        time.sleep(5)
    # Allauth takes each number once; the app on the phone shows a new one half a minute later.
    cache.clear()
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm_with_password(page) -> None:
    page.get_by_label("Password").fill(make.PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def log_out(page) -> None:
    page.goto("/settings/security/")
    page.locator("main").get_by_role("button", name="Log out").click()
    page.wait_for_url("/")


def test_a_stranger_signs_up_with_the_code_from_the_mail_and_is_in(page_of, assert_accessible):
    page = page_of(None)
    page.goto("/accounts/login/")
    page.locator("main").get_by_role("link", name="Sign up").click()
    assert_accessible(page)
    page.get_by_label("E-mail").fill("dora@example.org")
    page.get_by_label("Username").fill("dora")
    page.get_by_label("Password").fill(STRONG)
    page.locator("main").get_by_role("button", name="Sign up").click()
    assert_accessible(page)

    page.get_by_label("Code").fill(code_sent_to("dora@example.org"))
    page.get_by_role("button", name="Confirm").click()

    page.wait_for_url("/")
    page.goto("/settings/")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert Member.objects.get(username="dora").trust == 0


def test_signing_up_works_without_javascript_on_a_phone(page_of):
    page = page_of(None, java_script_enabled=False, viewport=PHONE)
    page.goto("/accounts/signup/")
    page.get_by_label("E-mail").fill("dora@example.org")
    page.get_by_label("Username").fill("dora")
    page.get_by_label("Password").fill(STRONG)
    page.get_by_label("Password").press("Enter")

    page.get_by_label("Code").fill(code_sent_to("dora@example.org"))
    page.get_by_label("Code").press("Enter")

    page.wait_for_url("/")


def test_the_trap_is_out_of_sight_and_out_of_the_way_of_the_keyboard(page_of):
    page = page_of(None, viewport=PHONE)
    page.goto("/accounts/signup/")

    trap = page.locator("[name=reason_for_joining]")
    box = trap.bounding_box()
    assert box is None or box["x"] + box["width"] <= 0 or box["width"] * box["height"] <= 1
    page.get_by_label("Password").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") != "reason_for_joining"


def test_an_authenticator_app_is_set_up_and_asked_for_at_the_next_log_in(page_of, assert_accessible):
    bob = make.member("bob")
    page = page_of(bob)
    page.goto("/settings/security/")
    page.get_by_role("link", name="Set up app").click()
    assert_accessible(page)
    confirm_with_password(page)
    assert_accessible(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.get_by_label("Authenticator code").fill(app_shows(secret))
    page.get_by_role("button", name="Activate").click()
    page.wait_for_url("**/recovery-codes/")
    assert_accessible(page)

    log_out(page)
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail").fill("Ｂob")
    page.get_by_label("Password").fill(make.PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Code").fill(app_shows(secret))
    page.get_by_role("button", name="Sign In").click()

    page.wait_for_url("/")
    page.goto("/settings/security/")
    expect(page.get_by_role("link", name="Deactivate app")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_door_without_a_password(page_of, assert_accessible):
    bob = make.member("bob")
    page = page_of(bob)
    phone = page.context.new_cdp_session(page)
    phone.send("WebAuthn.enable")
    phone.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/settings/security/")
    page.get_by_role("link", name="Add a key").click()
    confirm_with_password(page)
    assert_accessible(page)
    page.get_by_label("Name").fill("Bob's phone")
    page.get_by_label("Passwordless").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=bob, type=Authenticator.Type.WEBAUTHN).count() == 1
    page.goto("/accounts/2fa/webauthn/")
    assert_accessible(page)

    log_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in with a passkey").click()

    page.wait_for_url("/")
    page.goto("/settings/")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "desk"])
def test_every_page_about_oneself_is_accessible(page_of, assert_accessible, viewport):
    bob = make.member("bob", display_name="Bob " + "the-very-long-named" * 2, bio="I like **oak**.", location="Ulm")
    say_welcome(bob)
    page = page_of(bob, viewport=viewport)

    for address in (
        "/settings/",
        "/settings/preferences/",
        "/settings/notifications/",
        "/settings/following/",
        "/settings/security/",
        "/notifications/",
        "/u/bob/",
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/2fa/",
        "/accounts/logout/",
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1440, "height": 900}], ids=["phone", "desk"])
def test_every_page_on_the_way_in_is_accessible(page_of, assert_accessible, viewport):
    page = page_of(None, viewport=viewport)

    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/login/code/"):
        page.goto(address)
        assert_accessible(page)
        page.locator("main button[type=submit]").first.click()
        assert_accessible(page)
