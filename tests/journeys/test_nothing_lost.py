"""What somebody wrote survives a server that does not answer, and is shown to nobody else."""

from __future__ import annotations

from playwright.sync_api import expect

TEXT = "An hour of work about linseed oil"


def cut_off(page):
    """The server takes neither draft nor reply; a 408 stands for every way of not arriving."""
    for address in ("**/drafts/save/", "**/reply/"):
        page.route(address, lambda route: route.fulfill(status=408, body="timeout"))


def composer(page):
    expect(page.locator("[data-toolbar]")).to_be_visible()
    return page.locator("[data-body]")


def test_a_reply_that_never_arrived_is_back_in_the_form(page_of, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    cut_off(page)
    composer(page).fill(TEXT)
    page.keyboard.press("Control+Enter")
    page.get_by_text("timeout").wait_for()
    page.unroute_all()

    page.goto(thread.get_absolute_url())

    expect(composer(page)).to_have_value(TEXT)


def test_a_reply_that_arrived_is_not_offered_again(page_of, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    composer(page).fill(TEXT)
    page.keyboard.press("Control+Enter")

    page.get_by_role("article").get_by_text(TEXT).wait_for()

    expect(composer(page)).to_have_value("")
    page.goto(thread.get_absolute_url())
    expect(composer(page)).to_have_value("")


def test_a_shared_device_keeps_secrets(page_of, bob, charlie, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    cut_off(page)
    composer(page).fill(TEXT)
    expect(page.locator("[data-status]")).to_contain_text("Kept on this device")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert TEXT in kept

    other = page_of(charlie)
    other.goto(thread.get_absolute_url())
    other.evaluate("kept => Object.assign(localStorage, JSON.parse(kept))", kept)
    other.goto(thread.get_absolute_url())

    expect(composer(other)).to_have_value("")
