"""A real browser walks through the product. Every journey also fails on a script error, a broken security policy,
or a request to another host, whatever it looks at itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

from accounts.models import Member

# Playwright's sync interface runs an event loop in the thread that also talks to the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=15_000)

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The page is the same in the dark but for its colours; only rules about them can answer otherwise.
OF_COLOUR = ["color-contrast", "link-in-text-block"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)
            # The server answers in a thread of its own, which sees committed rows only.
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """One browser a worker, shared by its journeys."""
    program = os.environ.get("CHROMIUM") or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None:
        pytest.skip("no Chromium or Chrome found; name one with CHROMIUM=/path/to/it")
    return {**browser_type_launch_args, "executable_path": program, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], live_server: Any) -> dict[str, Any]:
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
        "viewport": {"width": 1280, "height": 900},
        # Colours on their way from light to dark would be measured half-way.
        "reduced_motion": "reduce",
    }


@pytest.fixture(autouse=True)
def _site_of_the_journey(settings: Any, live_server: Any) -> None:
    settings.SITE_URL = live_server.url
    # A browser types faster than a person.
    settings.PAUSE_BETWEEN_POSTS = dict.fromkeys(django_settings.PAUSE_BETWEEN_POSTS, 0)


class Watch:
    """Listens to everything that happens in a browser context."""

    def __init__(self, home: str, *, outages: bool) -> None:
        self.home = home
        self.outages = outages
        self.complaints: list[str] = []

    def attach(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self.request)

    def console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        # An answer of 403, 404, 409 or 422 is part of many stories; a style sheet or script that is missing is of none.
        refused = message.text.startswith("Failed to load resource") and " status of 4" in message.text
        if refused and "/static/" not in (message.location or {}).get("url", ""):
            return
        # Where the network is cut on purpose, the browser says so.
        if self.outages and any(words in message.text for words in ("net::ERR_", " status of 502")):
            return
        self.complaints.append(f"console: {message.text} ({(message.location or {}).get('url', '')})")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:", "about:")):
            self.complaints.append(f"asked another host: {request.url}")


@pytest.fixture
def new_context(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """As the plugin's, but what is asked for comes before what is usual; complaints fail the journey at its end."""
    watch = Watch(live_server.url, outages="outage" in request.fixturenames)
    contexts: list[BrowserContext] = []

    def make_context(**kwargs: Any) -> BrowserContext:
        context = browser.new_context(**{**browser_context_args, **kwargs})
        contexts.append(context)
        watch.attach(context)
        # Never how fast a loaded machine is: only that it comes.
        context.set_default_timeout(20_000)
        return context

    yield make_context
    for context in contexts:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page_of(new_context: Callable[..., BrowserContext], live_server: Any) -> Callable[..., Page]:
    """page_of(bob) is a new browser in which Bob is logged in; page_of(None) one in which nobody is.

    Keyword arguments are those of a browser context: `java_script_enabled=False`, `viewport=PHONE`, `color_scheme="dark"`.
    """

    def open_page(member: Member | None, **kwargs: Any) -> Page:
        context = new_context(**kwargs)
        if member is not None:
            client = Client()
            client.force_login(member)
            cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url, "httpOnly": True}])
        return context.new_page()

    return open_page


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """axe finds nothing, in light and in dark, and nothing sticks out at the side."""
    axe = Axe()

    def check(page: Page) -> None:
        found = []
        for scheme, only in (("light", {"type": "tag", "values": RULES}), ("dark", {"type": "rule", "values": OF_COLOUR})):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            results = axe.run(page, options={"runOnly": only, "resultTypes": ["violations"]})
            for violation in results.response["violations"]:
                places = [f"{' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in violation["nodes"][:4]]
                found.append(f"{scheme}: {violation['id']} ({len(violation['nodes'])}x): " + "\n    ".join(places))
        page.emulate_media(color_scheme="light")
        assert not found, f"{page.url}\n" + "\n".join(found)
        assert_fits(page)

    return check


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"
