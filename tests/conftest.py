"""The cast: Alice starts threads, Bob replies, Mona moderates, Nina is new, Charlie has no business here."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from accounts.groups import EVERYONE, MODERATORS
from accounts.models import Member
from forums.models import Forum
from forums.threads import viewing
from forums.threads.models import Thread
from forums.trust import visiting
from tests import emptying, make, recording

emptying.only_what_is_filled()
emptying.begin_with_a_copy()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: looking through it for garbage again and again takes a tenth of the run."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    recording.begin()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call() -> None:
    recording.end()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[Any]:
    """The same cast is not made anew for every test, but played back (tests/recording.py)."""
    if not recording.can_record(fixturedef):
        return (yield)
    func = fixturedef.func
    fixturedef.func = lambda **values: recording.made(func, values)  # type: ignore[misc]
    try:
        return (yield)
    finally:
        fixturedef.func = func  # type: ignore[misc]


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Rights, settings, rate limits and views are kept in this process; no test inherits another's."""
    cache.clear()
    viewing.forget()
    visiting.forget()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def _media_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _language_of_the_site() -> Iterator[None]:
    """A request leaves its reader's language and clock with the thread; no test inherits another's."""
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _media_of_its_own(settings: Any, _media_folder: Path) -> Iterator[None]:
    """An empty folder for uploads. One for all tests, emptied: making 2,000 takes longer than many a test."""
    settings.MEDIA_ROOT = _media_folder
    yield
    for left in _media_folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture(autouse=True)
def _no_decision_is_drawn_for_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance has no place in a test; those about drawing bring their own."""
    monkeypatch.setattr("moderation.wellbeing.drawing.is_drawn", lambda percent: percent >= 100)


@pytest.fixture(autouse=True)
def _mail_goes_through_the_outbox(settings: Any) -> None:
    """Django's test runner swaps the mail backend; ours writes rows, as in production (community.core.mail)."""
    settings.EMAIL_BACKEND = "community.core.mail.OutboxBackend"


@pytest.fixture
def alice(db: None) -> Member:
    """Starts threads."""
    return make.member("alice")


@pytest.fixture
def bob(db: None) -> Member:
    """Replies."""
    return make.member("bob")


@pytest.fixture
def charlie(db: None) -> Member:
    """Has no business here: a member like any other, without a part in the story."""
    return make.member("charlie")


@pytest.fixture
def nina(db: None) -> Member:
    """A newcomer: trust level 0, not one post."""
    return make.member("nina", trust=0)


@pytest.fixture
def mona(db: None) -> Member:
    """Moderates."""
    return make.member("mona", trust=4, groups=[MODERATORS])


@pytest.fixture
def admin(db: None) -> Member:
    """Owns the site."""
    return make.member("ada", trust=4, is_staff=True, is_superuser=True)


@pytest.fixture
def guest() -> AnonymousUser:
    return AnonymousUser()


@pytest.fixture
def forum(db: None) -> Forum:
    """Everyone reads, members write, moderators moderate."""
    return make.forum("Workshop", open_to=EVERYONE)


@pytest.fixture
def staff_forum(db: None) -> Forum:
    """Hidden from everyone but moderators."""
    return make.forum("Back room", open_to=MODERATORS)


@pytest.fixture
def thread(alice: Member, bob: Member, forum: Forum) -> Thread:
    """Alice asks, Bob answers: two posts."""
    return make.thread(by=alice, forum=forum, posts=2, repliers=[bob])


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """client_of(bob) is a browser in which Bob is logged in; client_of(guest) one in which nobody is."""

    def make_client(member: Any, **kwargs: Any) -> Client:
        client = Client(**kwargs)
        if member.is_authenticated:
            client.force_login(member)
        return client

    return make_client


def pytest_terminal_summary(terminalreporter: Any, exitstatus: int, config: pytest.Config) -> None:
    """Nothing is left out in silence: every test that did not run is named with its reason."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        key = f"{report.nodeid}: {reason.removeprefix('Skipped: ')}"
        reasons[key] = reasons.get(key, 0) + 1
    for report in terminalreporter.stats.get("xfailed", []):
        reasons[f"{report.nodeid}: expected to fail: {report.wasxfail}"] = 1
    deselected = len(terminalreporter.stats.get("deselected", []))
    if deselected:
        reasons[f"{deselected} tests left out by -k or -m ({config.option.markexpr or config.option.keyword})"] = 1
    if reasons:
        terminalreporter.section(f"NOT RUN: {sum(reasons.values())}", sep="!", red=True, bold=True)
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"  {reason}" + (f" (x{count})" if count > 1 else ""), red=True)
