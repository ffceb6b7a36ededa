"""Kill the network, the session, the tab, the server while somebody writes: the text is found again, and shown to nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from forums.conversations import actions as conversations
from forums.conversations.models import Message
from forums.personal.models import Draft
from forums.posts.models import Post
from forums.threads.models import Thread
from tests import make

TEXT = "An hour of work about linseed oil"
TITLE = "Linseed oil, boiled or raw"


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    settings.POST_SCREENERS = []


@pytest.fixture
def places(alice, bob, thread) -> dict[str, str]:
    """Where Bob may be writing: the page, by what he does there."""
    talk = conversations.start(by=alice, people=[bob], title="Linseed oil", body="Which one?", form_token="")
    return {
        "reply": thread.get_absolute_url(),
        "thread": f"/f/{thread.forum.slug}/new/",
        "edit": f"/p/{thread.posts.get(number=2).pk}/edit/",
        "talk": f"/messages/{talk.conversation_id}/",
    }


@pytest.fixture
def outage() -> None:
    """What the browser says about a network that is cut is no fault (conftest.Watch)."""


@pytest.fixture
def writing(page_of: Callable[..., Page], bob, places, outage) -> dict[str, Page]:
    """Four windows of one browser, ready to write in."""
    first = page_of(bob)
    pages = {place: first if place == "reply" else first.context.new_page() for place in places}
    for place, page in pages.items():
        page.goto(places[place])
        body(page)
    return pages


def body(page: Page) -> Locator:
    # The script is there as soon as its toolbar is.
    expect(page.locator("[data-toolbar]")).to_be_visible()
    return page.locator("[data-body]")


def write(pages: dict[str, Page]) -> None:
    for place, page in pages.items():
        body(page).fill(TEXT)
        if place == "thread":
            page.locator("[data-title]").fill(TITLE)


def expect_found(pages: dict[str, Page]) -> None:
    for place, page in pages.items():
        expect(body(page)).to_have_value(TEXT)
        if place == "thread":
            expect(page.locator("[data-title]")).to_have_value(TITLE)


def send(page: Page) -> None:
    body(page).press("Control+Enter")


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def expect_status(pages: dict[str, Page], words: str) -> None:
    for page in pages.values():
        expect(status(page)).to_contain_text(words)


def cut_off(page: Page) -> None:
    """The server takes neither draft nor reply; a 408 stands for every way of not arriving."""
    for address in ("**/drafts/save/", "**/reply/"):
        page.route(address, lambda route: route.fulfill(status=408, body="timeout"))


def expect_sent(pages: dict[str, Page]) -> None:
    """Once more by the same form, and it stands where it belongs, once."""
    # The same words in four places are refused as said already, but for this test.
    for place, page in pages.items():
        send(page)
        expect(page.locator("main .prose").get_by_text(TEXT).first).to_be_visible()
        if place != "talk":
            assert Post.objects.filter(source=TEXT).count() == 1
            Post.objects.filter(source=TEXT).update(source="said")
    assert Thread.objects.filter(title=TITLE).count() == 1
    assert Message.objects.filter(source=TEXT).count() == 1
    assert not Draft.objects.filter(body=TEXT).exists()
    assert TEXT not in page.evaluate("JSON.stringify(localStorage)")


def test_the_network_dies_and_comes_back(writing, places):
    context = writing["reply"].context
    context.set_offline(True)

    write(writing)
    expect_status(writing, "Kept on this device")
    for page in writing.values():
        send(page)
    # It was not sent; the page is the same and has every word.
    expect_status(writing, "Not sent")
    expect_found(writing)

    context.set_offline(False)
    for place, page in writing.items():
        page.goto(places[place])
    expect_found(writing)
    expect_sent(writing)


def test_the_tab_is_closed_while_the_network_is_away(writing, places):
    context = writing["reply"].context
    context.set_offline(True)
    write(writing)
    for page in writing.values():
        page.close()
    context.set_offline(False)

    again = {place: context.new_page() for place in places}
    for place, page in again.items():
        page.goto(places[place])

    expect_found(again)


def test_the_server_dies_in_the_middle_and_comes_back(writing):
    context = writing["reply"].context
    # First nobody listens, then what stands before the server answers for it.
    context.route("**/*", lambda route: route.abort("connectionrefused"))
    write(writing)
    expect_status(writing, "Kept on this device")
    context.unroute_all()
    context.route("**/*", lambda route: route.fulfill(status=502, body="Bad gateway"))
    for page in writing.values():
        send(page)
    expect_status(writing, "Not sent")
    context.unroute_all()

    # No reload: the same page, the same form, once more.
    expect_found(writing)
    expect_sent(writing)


def test_after_a_log_in_in_another_window_the_same_page_goes_on(writing):
    context = writing["reply"].context
    Session.objects.all().delete()
    context.clear_cookies(name="sessionid")
    write(writing)
    expect_status(writing, "You are logged out")

    # In another window of the same browser; every form needs a new key from now on.
    other = context.new_page()
    other.goto("/accounts/login/")
    other.get_by_label("Username or e-mail").fill("bob")
    other.get_by_label("Password").fill(make.PASSWORD)
    other.locator("main").get_by_role("button", name="Log in", exact=True).click()
    expect(other.get_by_role("link", name="Notifications").first).to_be_visible()

    expect_found(writing)
    expect_sent(writing)


def test_a_session_that_ended_for_good_shows_the_text_and_keeps_it(writing, places, bob, live_server):
    context = writing["reply"].context
    Session.objects.all().delete()
    context.clear_cookies(name="sessionid")
    write(writing)
    for page in writing.values():
        send(page)
        expect(page.get_by_role("heading", name="You are not logged in any more")).to_be_visible()
        expect(page.get_by_label("Text", exact=True)).to_have_value(TEXT)

    # Days later, on the same device.
    client = Client()
    client.force_login(bob)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    for place, page in writing.items():
        page.goto(places[place])
    expect_found(writing)


def test_a_text_waits_on_every_device_with_title_kind_and_tags(page_of: Callable[..., Page], bob, forum):
    page = page_of(bob)
    page.goto(f"/f/{forum.slug}/new/")
    write({"thread": page})
    page.get_by_role("radio", name="Question").check()
    page.get_by_label("Tags").fill("oil, wood")
    expect(status(page)).to_have_text("Draft saved")

    other = page_of(bob)
    other.goto("/drafts/")
    other.get_by_role("link", name=TITLE).click()

    expect_found({"thread": other})
    expect(other.get_by_role("radio", name="Question")).to_be_checked()
    expect(other.get_by_label("Tags")).to_have_value("oil, wood")


def test_whoever_types_without_a_pause_is_saved_all_the_same(page_of: Callable[..., Page], bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())

    with page.expect_response("**/drafts/save/", timeout=9_000):
        body(page).press_sequentially("linseed oil " * 10, delay=60, timeout=20_000)


def test_a_reply_that_never_arrived_is_back_in_the_form(page_of, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    cut_off(page)
    body(page).fill(TEXT)
    send(page)
    page.get_by_text("timeout").wait_for()
    page.unroute_all()

    page.goto(thread.get_absolute_url())

    expect(body(page)).to_have_value(TEXT)


def test_a_reply_that_arrived_is_not_offered_again(page_of, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    body(page).fill(TEXT)
    send(page)

    page.get_by_role("article").get_by_text(TEXT).wait_for()

    expect(body(page)).to_have_value("")
    page.goto(thread.get_absolute_url())
    expect(body(page)).to_have_value("")


def test_a_shared_device_keeps_secrets(page_of, bob, charlie, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    cut_off(page)
    body(page).fill(TEXT)
    expect(status(page)).to_contain_text("Kept on this device")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert TEXT in kept

    other = page_of(charlie)
    other.goto(thread.get_absolute_url())
    other.evaluate("kept => Object.assign(localStorage, JSON.parse(kept))", kept)
    other.goto(thread.get_absolute_url())

    expect(body(other)).to_have_value("")
