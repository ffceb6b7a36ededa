"""How a member reads: spacing, single keys, the time zone of their device."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Member

CHOSEN = {"language": "en", "address": "informal", "time_zone": "", "theme": "auto", "density": "roomy"}


def save(client, **changes):
    return client.post(reverse("members:preferences"), CHOSEN | changes)


def test_spacing_and_keys_are_on_every_page_as_chosen(client_of, bob, thread):
    client = client_of(bob)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "data-density" not in page and "data-keys-help" not in page.split("<body")[0] and "<dialog" in page

    assert save(client, density="dense").status_code == 302

    page = client.get(thread.get_absolute_url()).content.decode()
    assert 'data-density="dense"' in page and 'data-keys="off"' in page
    assert "data-keys-help" not in page, "an unticked box switches the keys off"
    assert save(client, density="tiny").status_code == 422
    save(client, single_keys="on")
    assert 'data-keys="off"' not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [("", "Asia/Tokyo", "Asia/Tokyo"), ("Europe/Paris", "Asia/Tokyo", "Europe/Paris"), ("", "Mars/Base", ""), ("", "", "")],
)
def test_the_device_says_its_zone_once_and_overwrites_no_choice(client_of, bob, before, told, after):
    Member.objects.filter(pk=bob.pk).update(time_zone=before)
    client = client_of(bob)
    assert ("data-zone" in client.get("/").content.decode()) is (before == "")

    assert client.post(reverse("members:time_zone"), {"zone": told}).status_code == 204

    assert Member.objects.get(pk=bob.pk).time_zone == after
    assert client.get(reverse("members:time_zone")).status_code == 405


def test_times_are_shown_in_the_members_zone(client_of, bob, alice, forum):
    from datetime import UTC, datetime

    from tests import make

    thread = make.thread(by=alice, forum=forum, at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC))
    Member.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")

    assert 'datetime="2026-02-01T08:30:00+09:00"' in client_of(bob).get(thread.get_absolute_url()).content.decode()
