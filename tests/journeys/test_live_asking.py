"""Where the server holds no streams (the tests' own is one), an open page asks now and then, and renews its key."""

from __future__ import annotations

from playwright.sync_api import expect

from community.core.live import tokens
from tests import make

WAIT = 60_000


def test_a_page_asks_where_nothing_listens_and_is_silent_while_hidden(page_of, alice, bob, thread):
    page = page_of(alice)
    page.clock.install()
    with page.expect_response(lambda answer: "/live/" in answer.url and answer.request.resource_type == "fetch") as asked:
        page.goto(thread.get_absolute_url())
    assert asked.value.status in (200, 204), "what the page's own reading changed may be news"

    make.post(thread, by=bob, body="Nobody told you of this.")
    page.clock.run_for(WAIT)
    expect(page.locator("#post-3 .prose")).to_have_text("Nobody told you of this.")

    page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    make.post(thread, by=bob, body="While you were away.")
    page.clock.run_for(10 * WAIT)
    assert [url for url in requests if "/live/" in url] == []

    page.evaluate("delete document.hidden")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#post-4 .prose")).to_have_text("While you were away.")


def test_a_key_that_is_too_old_is_renewed_by_the_page_itself(page_of, alice, bob, thread, monkeypatch):
    page, renewed = page_of(alice), []

    def answer(route):
        if route.request.headers.get("x-purpose") == "key":
            renewed.append(route.request.url)
            monkeypatch.setattr(tokens, "SECONDS", 3600)
        route.continue_()

    page.route("**/t/**", answer)
    monkeypatch.setattr(tokens, "SECONDS", -1)
    with page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 204):
        page.goto(thread.get_absolute_url())

    assert len(renewed) == 1
