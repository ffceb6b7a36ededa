"""A stranger tells of something illegal, without an account and without a mouse, and learns what was decided."""

import pytest

from accounts.models import Member
from community.core.models import SiteSettings
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_a_stranger_gives_notice_and_learns_what_was_decided(page_of, assert_accessible, thread, admin: Member):
    site = SiteSettings.current()
    site.audit_public = True
    site.save()
    page = page_of(None)
    page.goto(f"/notice/?url=/p/{make.opening(thread).pk}/")
    assert_accessible(page)

    page.get_by_label("Why is it illegal?").focus()
    page.keyboard.type("It claims that I steal.")
    page.keyboard.press("Tab")
    page.get_by_label("Addresses").press("End")
    page.keyboard.type("\nhttps://elsewhere.example/")
    page.get_by_label("I believe in good faith").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Line 2:").wait_for()
    assert page.get_by_label("Why is it illegal?").input_value() == "It claims that I steal."
    assert_accessible(page)

    page.get_by_label("Addresses").press("Control+a")
    page.keyboard.type(f"/p/{make.opening(thread).pk}/ first sentence")
    page.get_by_role("button", name="Send the notice").press("Enter")
    page.get_by_text("Thank you. We have your notice").wait_for()
    assert_accessible(page)
    case = Case.objects.get()
    decisions.decide(by=admin, case=case, outcome="keep", version=case.version)
    page.reload()
    page.get_by_text("found that it may stay").wait_for()
    assert page.get_by_role("link", name="Object").count() == 1
    assert_accessible(page)
    page.goto("/legal/log/")
    page.get_by_text("a legal notice").wait_for()
    assert_accessible(page)
