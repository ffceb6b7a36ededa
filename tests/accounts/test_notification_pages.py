"""The bell's page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.notices import say_welcome
from accounts.notifications.models import Notification


@pytest.fixture
def told(bob):
    say_welcome(bob)
    return Notification.objects.get(member=bob)


def test_the_list_shows_what_is_new_by_day(bob, told, client_of):
    older = Notification.objects.create(member=bob, verb="welcome", event="older", read_at=timezone.now())
    Notification.objects.filter(pk=older.pk).update(created_at=timezone.now() - timedelta(days=3))

    page = client_of(bob).get("/notifications/").content.decode()

    assert page.count("is-unread") == 1
    assert page.count("notices__day") == 2
    assert "Today" in page


def test_a_day_stands_on_the_page_once_whatever_order_they_were_written_in(bob, client_of):
    now = timezone.now()
    for event, age in (("first", 0), ("second", 3), ("third", 0)):
        made = Notification.objects.create(member=bob, verb="welcome", event=event)
        Notification.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=age))

    page = client_of(bob).get("/notifications/").content.decode()

    assert page.count("notices__day") == 2
    assert page.count("Today") == 1


def test_opening_one_reads_it_and_leads_on(bob, told, client_of):
    response = client_of(bob).get(f"/notifications/{told.pk}/")

    assert (response.status_code, response["Location"]) == (302, "/welcome/")
    told.refresh_from_db()
    assert told.read_at is not None


def test_nobody_opens_somebody_elses(alice, told, client_of):
    assert client_of(alice).get(f"/notifications/{told.pk}/").status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999999", "9223372036854775807"])
def test_a_number_nobody_has_is_not_found(bob, client_of, pk):
    assert client_of(bob).get(f"/notifications/{pk}/").status_code == 404


def test_all_are_read_by_post_alone(bob, told, client_of):
    browser = client_of(bob)

    assert browser.get("/notifications/read/").status_code == 405
    assert browser.get("/notifications/count/").json() == {"unread": 1}
    assert browser.post("/notifications/read/").status_code == 302
    assert browser.get("/notifications/count/").json() == {"unread": 0}


@pytest.mark.parametrize("up_to", ["-1", "x", "99999999999999999999", "1;drop", "²"])
def test_a_bound_that_is_no_number_is_refused(bob, told, client_of, up_to):
    assert client_of(bob).post("/notifications/read/", {"up_to": up_to}).status_code == 400


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJhIl0", "%00", "A" * 500])
def test_a_cursor_nobody_made_is_not_found(bob, client_of, cursor):
    assert client_of(bob).get(f"/notifications/?after={cursor}").status_code in (400, 404)


def test_the_page_costs_the_same_with_one_and_with_forty(bob, alice, client_of, django_assert_max_num_queries):
    browser = client_of(bob)
    Notification.objects.bulk_create(Notification(member=bob, actor=alice, verb="welcome", event=str(n)) for n in range(40))
    browser.get("/notifications/")

    with django_assert_max_num_queries(10):
        page = browser.get("/notifications/").content.decode()

    assert page.count("notices__row") == 30
    assert 'rel="next"' in page
