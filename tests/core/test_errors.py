"""An error says what happened, in a sentence, and gives back what was typed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from community.core import errors
from community.core.decisions import Refused
from community.urls import handler400, handler403, handler404, handler500
from community.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
TEXT = "I wrote this for an hour & a half"


def raising(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    *site,
    path("refused/", raising(Refused("The thread is locked."))),
    path("denied/", raising(PermissionDenied("internal detail"))),
    path("broken/", raising(ZeroDivisionError("internal detail"))),
    path("locked/", raising(OperationalError("database is locked"))),
    path("gone/", raising(InterfaceError("connection already closed"))),
    path("too-large/", raising(DataError("integer out of range"))),
    path("too-large-for-python/", raising(OverflowError("Python int too large to convert to SQLite INTEGER"))),
    path("surrogate/", raising(UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"))),
    path("fine/", lambda request: HttpResponse("fine")),
]
handler400, handler403, handler404, handler500 = handler400, handler403, handler404, handler500


@pytest.fixture
def browser(client_of, bob):
    return client_of(bob, raise_request_exception=False)


def test_a_refusal_says_why_and_keeps_the_text(browser):
    answer = browser.post("/refused/", {"body": TEXT})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "The thread is locked." in page
    assert "an hour &amp; a half" in page


def test_a_refused_piece_of_a_page_is_the_bare_sentence(browser):
    answer = browser.post("/refused/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content.decode()) == (403, "The thread is locked.")


@pytest.mark.parametrize(("address", "status"), [("/denied/", 403), ("/broken/", 500)])
def test_no_detail_of_the_inside_is_told(browser, address, status):
    answer = browser.get(address)

    assert answer.status_code == status
    assert "internal detail" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/locked/", "/gone/"])
def test_a_database_that_is_away_is_a_pause_and_keeps_the_text(browser, address):
    answer = browser.post(address, {"title": "Glue", "body": TEXT})

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "an hour &amp; a half" in answer.content.decode()


@pytest.mark.parametrize("address", ["/too-large/", "/too-large-for-python/", "/surrogate/"])
def test_what_no_column_can_hold_is_a_bad_request(browser, address):
    assert browser.get(address).status_code == 400


def test_a_lost_key_gives_the_text_back(bob):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.post("/fine/", {"title": "Glue", "body": TEXT, "password": "hunter2hunter2"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "an hour &amp; a half" in page
    assert "Glue" in page
    assert "hunter2" not in page


def test_a_request_that_is_too_large_is_refused_in_peace(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = browser.post("/fine/", f"body={'x' * 5000}", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400


def test_the_error_page_does_without_the_database(browser, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("connection refused: database is locked")

    monkeypatch.setattr(connection, "cursor", away)

    answer = browser.post("/fine/", {"body": TEXT})

    assert answer.status_code == 503
    assert "an hour &amp; a half" in answer.content.decode()


def test_a_mistake_in_a_query_is_no_pause():
    away = errors.is_database_away(OperationalError("no such column: x"))

    assert away is (connection.vendor != "sqlite")
