"""Addresses that are keys are kept out of the log."""

from __future__ import annotations

import logging

import pytest

from community.core.logs import WithoutKeys, without_keys

KEY = "lEHMaV9ywtRVBrVsiv7sdbWQBa3zeSESQa0bjVZx"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /appeal/{KEY}/",
        f"Not Found: /hearing/17/{KEY}/",
        f'"GET /notice/{KEY}/ HTTP/1.1" 200',
        f'"GET /notice/?flagger={KEY} HTTP/1.1" 200',
        f"/accounts/login/?next=/appeal/{KEY}/",
        f"/accounts/login/?next=%2Fappeal%2F{KEY}%2F",
    ],
)
def test_keys_are_taken_out(line):
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (line,), None)

    assert WithoutKeys().filter(record)
    assert KEY not in record.getMessage()
    assert "…" in record.getMessage()


def test_everything_else_is_logged_as_it_is():
    for line in ("Not Found: /t/1/about-an-appeal/", f"commit {KEY}", "/notice/"):
        assert without_keys(line) == line


def test_a_refused_request_is_logged_without_its_key(db, client, caplog):
    caplog.handler.addFilter(WithoutKeys())

    assert client.get(f"/appeal/{KEY}/").status_code == 404

    assert "/appeal/" in caplog.text
    assert KEY not in caplog.text


def test_the_settings_use_it(settings):
    assert "without_keys" in settings.LOGGING["handlers"]["console"]["filters"]
