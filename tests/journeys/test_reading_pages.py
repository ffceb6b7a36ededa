"""The pages around reading, on a phone and on a desk, without a script and with one."""

from __future__ import annotations

from playwright.sync_api import expect

from accounts.ignoring import actions as ignoring
from forums.personal import bookmarks
from tests import make

from .pages import PHONE


def test_bookmarks_filters_and_ignored_members_are_usable_everywhere(page_of, bob, alice, charlie, forum, assert_accessible):
    thread = make.thread(by=alice, forum=forum, posts=25, repliers=[charlie], tags=["glue"])
    ignoring.ignore(by=bob, member=charlie)
    kept = bookmarks.keep(by=bob, post=make.opening(thread))
    bookmarks.rename(by=bob, bookmark=kept, name="For the table", remind_at=None)
    page = page_of(bob, viewport=PHONE)

    for path in (
        "/bookmarks/",
        f"/p/{kept.post_id}/bookmark/edit/",
        f"/u/{charlie.username}/ignore/",
        "/settings/ignored/",
        "/settings/preferences/",
        "/top/?period=all&kind=discussion",
        thread.get_absolute_url(),
    ):
        page.goto(path)
        assert_accessible(page)
    page.locator("#post-2").get_by_text("You ignore this member").click()
    expect(page.locator("#post-2 .prose")).to_be_visible()


def test_without_a_script_all_of_it_can_be_done(page_of, bob, alice, charlie, forum):
    thread = make.thread(by=alice, forum=forum, posts=25, repliers=[charlie])
    page = page_of(bob, java_script_enabled=False)

    page.goto(thread.get_absolute_url())
    page.locator("#post-1").get_by_role("button", name="Bookmark").click()
    page.locator("#post-1").get_by_role("link", name="Remind me").click()
    page.get_by_label("Name").fill("For the table")
    page.get_by_label("Tomorrow at nine").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/bookmarks/?show=reminders")
    expect(page.get_by_role("link", name="For the table", exact=True)).to_be_visible()

    page.goto(f"/u/{charlie.username}/")
    page.get_by_role("link", name="Ignore", exact=True).click()
    page.get_by_role("button", name="Ignore", exact=True).click()
    page.goto(thread.get_absolute_url())
    expect(page.locator("#post-2 .prose")).to_be_hidden()

    page.get_by_label("Go to post").fill("23")
    page.locator(".jump").first.get_by_role("button", name="Go").click()
    expect(page.locator("#post-23")).to_be_visible()

    page.goto("/")
    page.get_by_text("Narrow down").click()
    page.get_by_label("Kind", exact=True).select_option("question")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="Nothing here fits.")).to_be_visible()
