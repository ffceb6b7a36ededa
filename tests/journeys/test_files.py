"""Files in a browser: attached like a picture, too large ones told before they travel, one's own on a page for a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from forums.threads.models import Thread
from tests.core.test_filetypes import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_file_is_attached_told_about_and_fetched(
    page_of: Callable[..., Page], bob: Member, thread: Thread, assert_accessible: Any, settings: Any
) -> None:
    page = page_of(bob, viewport={"width": 360, "height": 700})
    page.goto(thread.get_absolute_url())
    body, status = page.locator("[data-body]").first, page.locator("[data-status]").first
    body.fill("The plan: ")
    body.press("End")
    choose = page.locator("[data-file]").first

    choose.set_input_files({"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"x" * 10_000_001})
    expect(status).to_have_text("film.pdf is larger than 10 MB and was not sent.")
    choose.set_input_files({"name": "page.html", "mimeType": "text/html", "buffer": b"<html>"})
    expect(status).to_contain_text("cannot be attached")
    expect(body).to_have_value("The plan: ")
    choose.set_input_files({"name": "my plan.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(body).to_have_value(re.compile(r"^The plan: \[my plan\.pdf\]\(/media/a/[0-9a-f/]+\.bin\)$"))
    page.get_by_role("button", name="Reply", exact=True).click()

    chip = page.locator("#post-3 .file")
    expect(chip).to_have_text("my plan.pdfPDF · 1 kB")
    with page.expect_download() as download:
        chip.click()
    # The test server answers for /media/ itself; name and headers are compared in tests/forums/test_files.py.
    assert download.value.path().read_bytes() == PDF

    page.goto("/settings/files/")
    expect(page.get_by_role("link", name="my plan.pdf")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
