"""What happens on every request of somebody who is logged in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone, translation

from accounts import levers
from accounts.middleware import Presence
from accounts.models import Member

COUNT = "/notifications/count/"


def test_the_last_visit_is_noted_at_most_every_five_minutes(bob, client_of, django_assert_num_queries):
    browser = client_of(bob)
    browser.get(COUNT)
    bob.refresh_from_db()
    first = bob.last_seen_at
    assert first is not None

    browser.get(COUNT)
    bob.refresh_from_db()
    assert bob.last_seen_at == first

    cache.delete(f"accounts.seen.{bob.pk}")
    browser.get(COUNT)
    bob.refresh_from_db()
    assert bob.last_seen_at > first


def test_a_suspension_ends_the_session_at_the_next_request_with_a_sentence(bob, client_of):
    browser = client_of(bob)
    Member.objects.filter(pk=bob.pk).update(suspended_until=timezone.now().replace(year=2040))

    response = browser.get(COUNT)

    assert response.status_code == 302
    assert "_auth_user_id" not in browser.session
    assert "2040" in browser.get(response["Location"]).content.decode()


def test_a_closed_account_is_out_at_the_next_request(bob, client_of):
    browser = client_of(bob)
    Member.objects.filter(pk=bob.pk).update(is_active=False)

    assert browser.get(COUNT).status_code == 302


def test_who_is_only_silenced_stays_in(bob, client_of):
    browser = client_of(bob)
    levers.silence(bob, timezone.now() + timedelta(days=1))

    assert browser.get(COUNT).status_code == 200


@pytest.fixture
def seen_by_a_page():
    """Run the middleware around a page that notes which language and zone it was drawn in."""

    def visit(member):
        seen = {}

        def page(request):
            seen["language"] = translation.get_language()
            seen["zone"] = timezone.get_current_timezone_name()
            return HttpResponse()

        request = RequestFactory().get("/")
        request.user = member
        Presence(page)(request)
        return seen

    with translation.override("en"):
        yield visit
    timezone.deactivate()


def test_a_page_is_drawn_in_the_members_language_and_zone(bob, seen_by_a_page):
    bob.language, bob.time_zone = "de", "America/Lima"

    assert seen_by_a_page(bob) == {"language": "de", "zone": "America/Lima"}


def test_the_next_visitor_does_not_inherit_the_zone(bob, guest, seen_by_a_page, settings):
    bob.time_zone = "America/Lima"
    seen_by_a_page(bob)

    assert seen_by_a_page(guest)["zone"] == settings.TIME_ZONE


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x\x00"])
def test_a_zone_nobody_knows_breaks_nothing(bob, seen_by_a_page, settings, zone):
    bob.time_zone = zone

    assert seen_by_a_page(bob)["zone"] == settings.TIME_ZONE


def test_a_guest_costs_no_query(guest, seen_by_a_page, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        seen_by_a_page(guest)
