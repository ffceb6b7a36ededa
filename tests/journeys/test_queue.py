"""The queue in a browser: many cases by keyboard, what a colleague does meanwhile, and the new pages under axe."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from moderation.bulk import saved_views
from moderation.bulk.models import Batch
from moderation.cases.filtering import Filter
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.defaults import ensure
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make


@pytest.fixture
def cases(transactional_db, forum, alice, charlie) -> list[Case]:
    """Four posts of Alice, reported. A fresh site's rules and reasons: the test before emptied the tables."""
    ensure_built_in(using="default")
    ensure(using="default")
    spam = Reason.objects.get(slug="spam")
    made = []
    for number in range(4):
        thread = make.thread(by=alice, forum=forum, title=f"Cheap followers {number}", body=f"Cheap followers, number {number}")
        case = reporting.report(by=charlie, target_type="post", thing=make.opening(thread), reason=spam).case
        Case.objects.filter(pk=case.pk).update(priority=50 - number)
        made.append(case)
    return made


def test_many_cases_are_decided_by_keyboard_and_taken_back(cases, mona, page_of):
    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))
    bar = desk.locator("[data-selected]")

    desk.keyboard.press("x")
    expect(bar).to_have_text("1 selected")
    desk.locator(".cases > li > a").first.focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Shift+X")
    expect(bar).to_have_text("3 selected")
    desk.keyboard.press("x")
    expect(bar).to_have_text("2 selected")
    desk.keyboard.press("Shift+A")
    expect(bar).to_have_text("4 selected")
    desk.keyboard.press("j")
    expect(desk.get_by_role("heading", level=1)).to_be_focused()
    expect(bar).to_have_text("4 selected")  # going from case to case keeps the selection
    desk.keyboard.press("t")

    desk.get_by_role("radio", name="Remove").check()
    desk.get_by_role("button", name="Look at what will happen").click()
    expect(desk.locator("#bulk-preview")).to_contain_text("4 cases of 4 will be decided")
    desk.get_by_role("button", name="Decide 4 cases now").click()
    expect(desk.get_by_text("4 cases were decided.")).to_be_visible()
    assert Batch.objects.get().decisions.count() == 4
    desk.get_by_role("button", name="Take all 4 decisions back").click()
    expect(desk.locator("#notes")).to_contain_text("4 decisions were taken back.")
    assert Case.objects.open().count() == 4


def test_what_a_colleague_does_is_told_without_the_list_jumping(cases, mona, page_of, charlie, alice, forum):
    max = make.member("max", trust=4, groups=["moderators"])
    desk = page_of(mona)
    desk.goto(cases[0].get_absolute_url())
    first = desk.locator(".cases > li").first.inner_text()

    decisions.decide(by=max, case=cases[0], outcome="keep", version=1)
    decisions.decide(by=max, case=cases[1], outcome="keep", version=1)
    thread = make.thread(by=alice, forum=forum, title="New")
    reporting.report(by=charlie, target_type="post", thing=make.opening(thread), reason=Reason.objects.get(slug="spam"))
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(desk.locator(".case-news")).to_have_text("max decided: Kept")
    expect(desk.locator(f'[data-row="{cases[1].pk}"] [data-news]')).to_have_text("max decided: Kept")
    expect(desk.get_by_role("link", name="1 new case", exact=True)).to_be_visible()
    expect(desk.locator("[data-live]")).to_have_text("1 new case")
    expect(desk.locator('[data-queue="open"] [data-n]')).to_have_text("3")
    assert first.splitlines()[:3] == desk.locator(".cases > li").first.inner_text().splitlines()[:3]


def test_the_filter_is_reached_by_key(cases, mona, page_of):
    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))

    desk.keyboard.press("/")
    desk.keyboard.type("followers 2")
    desk.keyboard.press("Enter")

    desk.wait_for_url("**q=followers+2**")
    expect(desk.locator("[data-row]")).to_have_count(1)
    desk.keyboard.press("2")
    desk.wait_for_url("**/desk/?queue=mine")


def test_the_pages_of_the_queue_are_accessible(cases, mona, page_of, assert_accessible):
    saved_views.save(by=mona, name="Old ones", wanted=Filter(overdue=True))
    every = "&".join(f"case={case.pk}" for case in cases)
    desk = page_of(mona)
    for path in (
        reverse("desk:queue") + "?subject=alice",
        reverse("desk:queue") + "?group=author",
        reverse("desk:views"),
        reverse("desk:bulk"),
        f"{reverse('desk:bulk')}?{every}",
        reverse("desk:pass_on", args=[cases[0].pk]),
    ):
        desk.goto(path)
        if desk.locator("[data-filter]").count():
            desk.locator("[data-filter] > summary").click()
        assert_accessible(desk)
