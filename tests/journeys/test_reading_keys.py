"""A member reads with the keyboard alone, and switches it off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from forums.personal.models import Bookmark
from tests import make

pytestmark = pytest.mark.journey


def until_keys_act(page: Page) -> None:
    """Press j until something has the focus: the script comes a moment after the page."""
    for _again in range(50):
        page.keyboard.press("j")
        if page.locator(":focus").count():
            return
        page.wait_for_timeout(100)


def test_lists_and_threads_by_keyboard(page_of, bob, alice, forum, thread, assert_accessible):
    make.thread(by=alice, forum=forum, title="Older", posts=1)
    page = page_of(bob)
    page.goto("/")
    until_keys_act(page)
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url("**/t/**")
    until_keys_act(page)
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Bookmarked")).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator('.reaction[value="like"][aria-pressed="true"]')).to_have_count(1)
    page.keyboard.press("m")
    expect(page.locator(".follow[open]")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/f/**")
    until_keys_act(page)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/bookmarks/")
    assert Bookmark.objects.filter(member=bob).count() == 1

    bob.refresh_from_db()
    assert bob.time_zone == "Europe/Berlin", "the device told its zone"
    bob.single_keys = False
    bob.save()
    page.goto("/")
    for key in ("j", "/", "?", "n"):
        page.keyboard.press(key)
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(":focus")).to_have_count(0)


def test_a_post_is_shared_by_copying_its_address(page_of, bob, thread):
    page = page_of(bob, permissions=["clipboard-read", "clipboard-write"])
    page.goto(thread.get_absolute_url())
    page.evaluate("delete Navigator.prototype.share")

    page.get_by_role("link", name="Share").last.click()

    expect(page.get_by_role("link", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/p/{thread.posts.get(number=2).pk}/")
    page.emulate_media(media="print")
    expect(page.locator("#post-2 .prose")).to_be_visible()
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator("#post-2 footer")).to_be_hidden()
