"""The search box, by keyboard, as somebody who looks for something uses it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Member
from forums.models import Forum
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_become_a_thread_while_they_are_typed(page_of: Any, alice: Member, forum: Forum, assert_accessible: Any) -> None:
    thread = make.thread(by=alice, forum=forum, title="Varnishing an oak table")
    make.thread(by=alice, forum=forum, title="Oak for a chair")
    page: Page = page_of(None)
    page.goto("/")

    page.keyboard.press("/")
    page.keyboard.type("oak tab")
    box = page.get_by_role("combobox", name="Search")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_contain_text("Varnishing an oak table")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("le")
    expect(options.first).to_contain_text("Varnishing an oak table")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{thread.get_absolute_url()}")
    page.get_by_role("link", name="Search in this thread").first.click()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Varnishing an oak table")
