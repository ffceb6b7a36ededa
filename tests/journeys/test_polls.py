"""Asking and voting in a browser: with and without scripts, on a phone, by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forums.events.models import Attendance
from forums.polls.models import Ballot
from forums.threads.models import Thread

PHONE = {"width": 360, "height": 780}
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _no_screeners(settings: Any) -> None:
    settings.POST_SCREENERS = []


def test_a_thread_asks_with_a_poll_and_an_event_and_is_answered_on_a_phone_without_a_script(
    page_of: Open, alice, bob, forum, assert_accessible
):
    page = page_of(alice)
    page.goto(f"/f/{forum.slug}/new/")
    page.get_by_label("Title").fill("Glue evening")
    page.get_by_role("textbox", name="Your text").fill("Come, and say what to bring.")
    page.locator("summary", has_text="Poll").click()
    page.get_by_label("What do you ask?").fill("Which glue?")
    page.get_by_label("Options, one a line").fill("Hide glue\nBone glue\nEpoxy")
    page.get_by_label("People choose").select_option("ranked")
    page.locator("summary", has_text="Event").click()
    page.get_by_label("What", exact=True).fill("Glue evening")
    page.get_by_label("Begins").fill("2027-06-05T19:00")
    assert_accessible(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Which glue?")).to_be_visible()

    voting = page_of(bob, java_script_enabled=False, viewport=PHONE)
    voting.goto(Thread.objects.get().get_absolute_url())
    voting.get_by_label("Bone glue").select_option("1")
    voting.get_by_label("Hide glue").select_option("1")
    voting.get_by_role("button", name="Vote", exact=True).click()
    expect(voting.get_by_role("alert")).to_contain_text("each place to one option only")
    # What was chosen is still chosen.
    expect(voting.get_by_label("Bone glue")).to_have_value("1")
    voting.get_by_label("Hide glue").select_option("2")
    voting.get_by_role("button", name="Vote", exact=True).click()
    expect(voting.get_by_text("your place 1")).to_be_visible()
    voting.get_by_role("button", name="I come").click()
    expect(voting.get_by_role("button", name="I come")).to_have_attribute("aria-pressed", "true")

    assert Ballot.objects.get().choices == "1,0"
    assert Attendance.objects.get().answer == "yes"
    looking = page_of(bob, viewport=PHONE)
    looking.goto(Thread.objects.get().get_absolute_url())
    looking.locator("summary", has_text="Change your vote").focus()
    looking.keyboard.press("Enter")
    expect(looking.get_by_label("Hide glue")).to_have_value("2")
    looking.locator("summary", has_text="How it was counted").click()
    assert_accessible(looking)
    looking.goto("/events/?month=2027-06")
    expect(looking.get_by_role("link", name="Glue evening")).to_be_visible()
    assert_accessible(looking)
