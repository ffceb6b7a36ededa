"""Staff pages open to staff with a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken

from accounts import secrets
from accounts.gates import needs_second_factor


@pytest.fixture(autouse=True)
def production(settings):
    settings.STAFF_SECOND_FACTOR = True


def test_staff_without_a_second_factor_are_led_to_set_one_up(admin, client_of):
    response = client_of(admin).get("/admin/")

    assert response.status_code == 302
    assert response["Location"] == "/accounts/2fa/"


def test_no_page_of_the_admin_is_forgotten(admin, client_of):
    browser = client_of(admin)

    for page in ("/admin/accounts/member/", "/admin/jsi18n/", "/admin/password_change/", "/admin/nothing/"):
        assert browser.get(page).status_code == 302, page


def test_staff_with_a_second_factor_enter(admin, client_of):
    Authenticator.objects.create(user=admin, type=Authenticator.Type.TOTP, data={})

    assert client_of(admin).get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(admin):
    Authenticator.objects.create(user=admin, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert needs_second_factor(admin)


def test_a_demo_on_ones_own_machine_does_not_ask(admin, settings, django_assert_num_queries):
    settings.STAFF_SECOND_FACTOR = False

    with django_assert_num_queries(0):
        assert not needs_second_factor(admin)


def test_members_are_not_asked(bob, guest, client_of):
    assert client_of(bob).get("/notifications/count/").status_code == 200
    assert not needs_second_factor(guest)


def test_a_copy_of_the_database_does_not_hold_the_secret(bob, rf):
    from allauth.core import context
    from allauth.mfa.totp.internal.auth import TOTP

    with context.request_context(rf.get("/")):
        TOTP.activate(bob, "JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)
    assert secrets.unlock(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_a_new_key_of_the_site_still_opens_old_secrets(settings):
    settings.SECRET_KEY = "old-key"
    locked = secrets.lock("JBSWY3DP")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key", ["old-key"]

    assert secrets.unlock(locked) == "JBSWY3DP"

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        secrets.unlock(locked)


def test_an_operator_takes_a_lost_phone_away_and_sees_no_secret(admin, bob, client_of, settings):
    settings.STAFF_SECOND_FACTOR = False
    lost = Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={"secret": "do-not-show"})
    browser = client_of(admin)

    assert "do-not-show" not in browser.get(f"/admin/mfa/authenticator/{lost.pk}/change/").content.decode()
    assert browser.post(f"/admin/mfa/authenticator/{lost.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()


def test_no_session_key_is_shown_to_operators(admin, bob, client_of, settings):
    settings.STAFF_SECOND_FACTOR = False
    session = UserSession.objects.create(user=bob, ip="127.0.0.1", user_agent="x", session_key="the-key-of-bobs-door")

    assert "the-key" not in client_of(admin).get(f"/admin/usersessions/usersession/{session.pk}/change/").content.decode()
