"""What operators see and may change."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from accounts.models import Member
from tests import make


@pytest.fixture
def clerk(db):
    """Staff with the right to change members, and no more."""
    member = make.member("clerk", is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=["view_member", "change_member"]))
    return member


def form_of(response) -> dict:
    return {k: v for k, v in response.context["adminform"].form.initial.items() if v is not None}


def test_members_are_listed_and_found_in_any_spelling(admin, bob, client_of):
    browser = client_of(admin)

    assert "bob@example.org" in browser.get("/admin/accounts/member/").content.decode()
    assert "bob@example.org" in browser.get("/admin/accounts/member/?q=ＢＯＢ").content.decode()


def test_no_password_hash_is_shown(admin, bob, client_of):
    page = client_of(admin).get(f"/admin/accounts/member/{bob.pk}/change/").content.decode()

    assert bob.password not in page
    assert "md5$" not in page


def test_a_suspension_cannot_be_set_here(admin, bob, client_of):
    browser = client_of(admin)
    address = f"/admin/accounts/member/{bob.pk}/change/"
    data = form_of(browser.get(address)) | {
        "suspended_until_0": "2040-01-01",
        "suspended_until_1": "10:00",
        "title": "Host",
        "groups": [],
    }

    assert browser.post(address, data).status_code == 302

    bob.refresh_from_db()
    assert bob.title == "Host"
    assert bob.suspended_until is None


def test_a_clerk_does_not_make_themselves_owner(clerk, client_of):
    browser = client_of(clerk)
    address = f"/admin/accounts/member/{clerk.pk}/change/"
    data = form_of(browser.get(address)) | {"is_superuser": "on", "title": "Clerk"}

    browser.post(address, data)

    clerk.refresh_from_db()
    assert clerk.title == "Clerk"
    assert not clerk.is_superuser


def test_a_clerk_does_not_change_an_owner(clerk, admin, client_of):
    browser = client_of(clerk)

    assert browser.post(f"/admin/accounts/member/{admin.pk}/change/", {"username": "x"}).status_code == 403


def test_members_are_neither_made_nor_deleted_here(admin, bob, client_of):
    browser = client_of(admin)

    assert browser.get("/admin/accounts/member/add/").status_code == 403
    assert browser.post(f"/admin/accounts/member/{bob.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Member.objects.filter(pk=bob.pk).exists()


def test_the_list_costs_the_same_with_many(admin, client_of, django_assert_max_num_queries):
    for number in range(30):
        make.member(f"member{number}")
    browser = client_of(admin)
    browser.get("/admin/accounts/member/")

    with django_assert_max_num_queries(12):
        browser.get("/admin/accounts/member/")


def test_members_without_staff_rights_stay_outside(bob, client_of):
    assert client_of(bob).get("/admin/").status_code == 302
