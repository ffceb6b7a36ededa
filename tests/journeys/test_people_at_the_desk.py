"""A member is heard, on a phone and without script; a colleague decides by key; the pages about people are accessible."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from accounts.models import Footprint, Member, PastName
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.defaults import ensure
from moderation.dossier.actions import open_case
from moderation.notes import actions as notes
from moderation.proposals.models import Proposal
from moderation.reports.models import Reason
from moderation.sanctions.models import Sanction
from moderation.sanctions.plan import Plan
from tests import make
from tests.journeys.pages import PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture
def max(transactional_db: None) -> Member:
    """Moderates too."""
    return make.member("max", trust=4, groups=["moderators"])


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    """A fresh site's rules and reasons: the test before emptied the tables."""
    ensure_built_in(using="default")
    ensure(using="default")
    return Reason.objects.get(slug="spam")


def test_heard_first_and_then_decided(spam, forum, bob, mona, max, page_of, assert_accessible):
    case = open_case(by=mona, member=bob)
    plan = Plan(kind="suspend", hours=168, off_ladder="The third time this month.")
    decisions.decide(by=mona, case=case, outcome="remind", rule=spam.rule, version=case.version, sanction=plan)
    proposal = Proposal.objects.get()

    member = page_of(bob, java_script_enabled=False, viewport=PHONE)
    member.goto("/notifications/")
    member.get_by_role("link", name="ask for your view").first.click()
    expect(member.locator("main")).to_contain_text("suspend your account for 7 days")
    member.get_by_label("Your answer").fill("I sold one plane.\n\nIt will not happen again.")
    member.get_by_role("button", name="Send my answer").click()
    expect(member.locator("#notes")).to_contain_text("Your answer is kept")
    with_script = page_of(bob)
    with_script.goto(reverse("desk:hearing", args=[proposal.pk]))
    assert_accessible(with_script)

    colleague = page_of(max)
    colleague.goto(Case.objects.get(proposal=proposal).get_absolute_url())
    expect(colleague.locator("main")).to_contain_text("It will not happen again.")
    assert_accessible(colleague)
    colleague.keyboard.press("w")
    expect(colleague.locator("main")).not_to_contain_text("It will not happen again.")

    assert Decision.objects.get(outcome="drop").by == max
    assert not Sanction.objects.exists()


def test_the_pages_about_people_are_accessible(spam, forum, bob, mona, page_of, assert_accessible):
    pills = make.member("pills", trust=0)
    make.thread(by=pills, forum=forum, posts=2, repliers=[bob])
    notes.add(by=mona, member=pills, body="Wrote to us in German.", days=30)
    PastName.objects.create(member=pills, name="Pillen", until=timezone.now())
    for who in (pills, bob):
        Footprint.objects.create(member=who, ip="203.0.113.7", last_at=timezone.now())
    page = page_of(mona)

    page.goto(reverse("desk:members") + "?q=pil")
    assert_accessible(page)
    page.get_by_role("link", name="pills").click()
    expect(page.locator("main")).to_contain_text("A hint, no proof")
    assert_accessible(page)
    page.set_viewport_size(PHONE)
    assert_accessible(page)
    page.get_by_role("link", name="Clean up this account").click()
    assert_accessible(page)
    page.get_by_role("button", name="Remove everything and suspend").click()
    expect(page.locator("#notes")).to_contain_text("Cleaned up.")

    pills.refresh_from_db()
    assert pills.is_suspended
