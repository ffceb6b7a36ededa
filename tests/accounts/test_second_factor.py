"""Staff pages open to staff with a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

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
