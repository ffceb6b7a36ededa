"""From where members came is kept for seven days, and under which names they went for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from accounts import actions, footprints
from accounts.models import Footprint, PastName
from tests import make


def came_from(member):
    return list(Footprint.objects.filter(member=member).order_by("pk").values_list("ip", flat=True))


def test_a_log_in_leaves_a_footprint(client, bob):
    client.post(reverse("account_login"), {"login": "bob", "password": make.PASSWORD}, REMOTE_ADDR="203.0.113.7")

    assert came_from(bob) == ["203.0.113.7"]


def test_requests_after_it_are_noted_once_an_hour_and_address(client_of, bob, django_assert_num_queries):
    client = client_of(bob)
    client.get("/", REMOTE_ADDR="203.0.113.7")
    Footprint.objects.update(last_at=timezone.now() - timedelta(days=2))
    old = Footprint.objects.get(ip="203.0.113.7").last_at
    cache.delete(f"accounts.seen.{bob.pk}")
    client.get("/", REMOTE_ADDR="203.0.113.7")
    assert Footprint.objects.get(ip="203.0.113.7").last_at == old

    cache.clear()
    client.get("/", REMOTE_ADDR="203.0.113.7")
    cache.delete(f"accounts.seen.{bob.pk}")
    client.get("/", REMOTE_ADDR="203.0.113.8")

    assert Footprint.objects.get(ip="203.0.113.7").last_at > old
    assert "203.0.113.8" in came_from(bob)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_of_an_ipv6_address_only_the_network_is_kept(address, kept, rf):
    assert footprints.network_of(rf.get("/", REMOTE_ADDR=address)) == kept


def test_the_proxys_word_counts_as_far_as_the_proxy_is_trusted(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert footprints.network_of(request) == "203.0.113.7"


def test_after_seven_days_it_is_forgotten(bob):
    now = timezone.now()
    Footprint.objects.create(member=bob, ip="203.0.113.7", last_at=now - timedelta(days=8))
    Footprint.objects.create(member=bob, ip="203.0.113.8", last_at=now - timedelta(days=6))

    assert footprints.forget_old() == 1
    assert came_from(bob) == ["203.0.113.8"]


def rename(member, name):
    actions.edit_profile(by=member, display_name=name, bio="", location="", website="")


def test_a_display_name_that_is_given_up_is_kept(bob):
    rename(bob, "Bobby")
    rename(bob, "Bobby")
    rename(bob, "Robert")
    rename(bob, "")

    assert list(PastName.objects.filter(member=bob).values_list("name", flat=True)) == ["Robert", "Bobby"]


def test_a_username_changed_in_the_back_office_is_kept(client_of, admin, bob):
    page = client_of(admin)
    address = reverse("admin:accounts_member_change", args=[bob.pk])
    form = page.get(address).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value is not None and name != "groups"}

    page.post(address, data | {"username": "robert"})

    bob.refresh_from_db()
    assert bob.username == "robert"
    assert PastName.objects.get(member=bob).name == "bob"
