"""The next case takes the place of the one decided, without a new page; nothing that a new page gives is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.defaults import ensure
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    """A fresh site's rules and reasons: the test before emptied the tables."""
    ensure_built_in(using="default")
    ensure(using="default")
    return Reason.objects.get(slug="spam")


def test_from_case_to_case_without_a_new_page(spam, forum, alice, charlie, mona, page_of, assert_accessible):
    for number in range(6):
        post = make.opening(make.thread(by=alice, forum=forum, title=f"Cheap followers {number}"))
        reporting.report(by=charlie, target_type="post", thing=post, reason=spam)
    first, second, third, fourth, fifth, sixth = Case.objects.order_by("-priority", "-pk")
    desk = page_of(mona)
    heading = desk.get_by_role("heading", level=1)

    def shows(case):
        desk.wait_for_url(f"**{case.get_absolute_url()}*")
        expect(heading).to_be_focused()
        expect(heading).to_contain_text(case.snapshot["title"])
        expect(desk).to_have_title(f"Case {case.pk}: {heading.inner_text()} · Folkmoot")
        expect(desk.locator(".cases [aria-current=true]")).to_have_attribute("data-case", str(case.pk))

    # Deciding leaves the page loaded; address, title, list and what is read out are those of the next case.
    desk.goto(first.get_absolute_url())
    desk.evaluate("window.sameDocument = true")
    desk.keyboard.press("x")
    desk.keyboard.press("d")
    shows(second)
    assert desk.evaluate("window.sameDocument")
    expect(desk.get_by_role("status").filter(has_text=f"Removed: case {first.pk}.")).to_be_visible()
    expect(desk.get_by_role("link", name="Moderation, 5 open cases")).to_be_visible()
    assert_accessible(desk)

    # What the scripts do works on the new parts: selecting, choosing a ground, looking first, the next decision.
    desk.keyboard.press("x")
    expect(desk.locator("[data-selected]")).to_have_text("2 selected")
    desk.keyboard.press("o")
    expect(desk.get_by_role("heading", name="What will be sent")).to_be_focused()
    desk.keyboard.press("Shift+K")
    shows(third)
    assert desk.evaluate("window.sameDocument")

    # Back leads to the case decided before, as it is now.
    desk.go_back()
    desk.wait_for_url(f"**{second.get_absolute_url()}*")
    expect(desk.get_by_role("button", name="Undo the decision")).to_be_visible()
    desk.go_forward()
    shows(third)

    # A note that nobody kept goes with its page, where the back button finds it.
    desk.get_by_label("Note for colleagues").fill("Ask Max")
    desk.keyboard.press("Escape")
    desk.evaluate("window.sameDocument = true")
    desk.keyboard.press("d")
    shows(fourth)
    assert not desk.evaluate("window.sameDocument")

    # Where somebody was quicker, the whole page explains it and keeps the words.
    decisions.decide(
        by=make.member("max", trust=4, groups=["moderators"]), case=fourth, outcome="hide", rule=spam.rule, version=1
    )
    desk.get_by_label("Message to the author").fill("Please do not.")
    desk.keyboard.press("Escape")
    desk.keyboard.press("d")
    expect(desk.get_by_text("Please do not.")).to_be_visible()
    assert Case.objects.get(pk=fourth.pk).decisions.count() == 1

    # From the last one the way leads to the empty desk.
    for case in (fifth, sixth):
        desk.goto(case.get_absolute_url())
        desk.keyboard.press("d")
        desk.wait_for_url(lambda url, here=case: here.get_absolute_url() not in url)
    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()
    assert reverse("desk:queue") in desk.url
