"""The desk without a mouse and without eyes, an objection from outside, a notice by a guest, and every new page under axe."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from community.core.models import SiteSettings
from forums.posts.models import Post
from moderation.appeals.models import Appeal, Redress
from moderation.cases.models import Case
from moderation.decisions import actions as decisions
from moderation.decisions.models import Decision
from moderation.defaults import ensure
from moderation.legal_notices.models import LegalNotice
from moderation.proposals.models import Proposal
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.sanctions.models import Hearing, Kind, Sanction
from moderation.sanctions.plan import Plan
from moderation.wellbeing import actions as wellbeing
from tests import make
from tests.journeys.conftest import assert_fits
from tests.moderation.test_undo_exact import _wait

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    """A fresh site's rules and reasons: the test before emptied the tables."""
    ensure_built_in(using="default")
    ensure(using="default")
    SiteSettings(reports_a_day=1000, double_review_percent=100).save()
    return Reason.objects.get(slug="spam")


@pytest.fixture
def max(db):
    return make.member("max", trust=4, groups=["moderators"])


def test_ten_cases_by_key_and_by_ear(spam, forum, alice, bob, charlie, mona, page_of):
    """Nothing but keys; after each the heading of the next case has the focus, which is what a screen reader says."""
    for number in range(10):
        thread = make.thread(by=alice, forum=forum, title=f"Cheap followers {number}")
        if number % 5 == 4:
            _wait(make.post(thread, by=bob, body=f"Hello {number}", state="held"))
        else:
            reporting.report(by=charlie, target_type="post", thing=make.opening(thread), reason=spam)
    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))
    desk.keyboard.press("j")

    for left in range(10, 0, -1):
        heading = desk.get_by_role("heading", level=1)
        expect(heading).to_be_focused()
        number = int(desk.url.split("/cases/")[1].split("/")[0])
        case = Case.objects.get(pk=number)
        tree = desk.locator("body").aria_snapshot()
        assert f'heading "{heading.inner_text()}" [level=1]' in tree
        assert "Cheap followers" in heading.inner_text()
        # Every act of the decision bar has a name of its own, without the letter printed on it.
        bar = desk.get_by_role("region", name="Decision")
        expect(bar.get_by_role("button", name="Claim", exact=True)).to_be_visible()
        desk.keyboard.press("r" if case.is_held else ("d" if left % 2 else "Shift+K"))
        desk.wait_for_url(lambda url, here=number: f"/cases/{here}/" not in url)
        # What was decided stands where it is read out, and can be taken back by key.
        status = desk.get_by_role("status").filter(has_text=f"case {number}")
        expect(status).to_be_visible()
        expect(status.get_by_role("button", name="Undo")).to_be_visible()

    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()
    assert Decision.objects.count() == 10
    desk.keyboard.press("u")
    expect(desk.locator("#notes")).to_contain_text("Taken back")
    assert Case.objects.open().count() == 1


def test_a_suspended_member_objects_by_link_and_another_moderator_reverses(
    spam, thread, charlie, bob, mona, max, page_of, assert_accessible
):
    case = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    plan = Plan(Kind.SUSPEND, hours=48, hearing=Hearing.SPAM, off_ladder="A spam account.")
    decision = decisions.decide(by=mona, case=case, outcome="remove", rule=spam.rule, version=1, sanction=plan)
    bob.refresh_from_db()
    assert bob.is_suspended
    way = Redress.objects.get(decision=decision, role=Redress.Role.AFFECTED)

    outside = page_of(None)
    outside.goto(way.get_absolute_url())
    assert_accessible(outside)
    outside.locator("main textarea").first.fill("I sold nothing. It was the address of my own workshop.")
    outside.locator("main form").filter(has=outside.locator("textarea")).locator("button").last.click()
    expect(outside.locator("main")).not_to_contain_text("This field is required")
    appeal = Appeal.objects.get()
    assert appeal.state == Appeal.State.OPEN

    desk = page_of(max)
    desk.goto(appeal.case.get_absolute_url())
    assert_accessible(desk)
    desk.locator("textarea[name=answer], textarea[name=message]").first.fill("You are right, and we are sorry.")
    with desk.expect_response(lambda response: "/decide/" in response.url):
        desk.locator("button[name=outcome][value=reverse]").click()

    bob.refresh_from_db()
    assert not bob.is_suspended
    assert Post.objects.get(pk=case.target_id).state == Post.State.PUBLISHED
    assert Sanction.objects.filter(undone_at=None).count() == 0
    assert Report.objects.get().state == Report.State.DECLINED
    outside.reload()
    expect(outside.locator("main")).to_contain_text("You are right, and we are sorry.")


def test_a_guest_gives_notice(spam, thread, page_of, assert_accessible):
    guest = page_of(None)
    guest.goto("/")
    guest.goto(reverse("desk:notice"))
    assert_accessible(guest)
    guest.locator("main form button:not([formnovalidate])").last.click()  # with nothing filled in: nothing is sent
    assert not LegalNotice.objects.exists()

    guest.goto(reverse("desk:notice"))
    form = guest.locator("main form").filter(has=guest.locator("textarea")).first
    here = guest.url.split("/notice")[0] + thread.get_absolute_url()
    for area in form.locator("textarea").all():
        name = area.get_attribute("name") or ""
        area.fill(here if "url" in name or "address" in name else "It insults me.")
    for field in form.locator("input:not([type=hidden]):not([type=radio]):not([type=checkbox])").all():
        name, kind = field.get_attribute("name") or "", field.get_attribute("type")
        if not field.is_visible():
            continue
        if kind == "email" or "mail" in name:
            field.fill("witness@example.org")
        elif kind == "url" or "url" in name or "address" in name:
            field.fill(here)
        elif kind == "text":
            field.fill("Erika Example")
    for choice in form.locator("select").all():
        choice.select_option(index=1)
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    form.locator("button:not([formnovalidate])").last.click()
    guest.wait_for_load_state()
    if not LegalNotice.objects.exists():
        raise AssertionError(guest.locator("main").inner_text()[:2000])

    assert_accessible(guest)
    assert Case.objects.open().filter(kind=Case.Kind.NOTICE).count() == 1


def test_every_page_of_the_desk_is_accessible(
    spam, forum, thread, alice, bob, charlie, nina, mona, max, page_of, assert_accessible
):
    make.forum("Lounge")
    cases = {
        "post": reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case,
        "thread": reporting.report(by=charlie, target_type="thread", thing=thread, reason=spam).case,
        "member": reporting.report(by=charlie, target_type="member", thing=bob, reason=spam).case,
    }
    _wait(make.post(thread, by=nina, body="My first post.", state="held"))
    cases["held"] = Case.objects.get(kind=Case.Kind.HELD)
    judged = make.thread(by=bob, forum=forum, title="Judged before")
    case = reporting.report(by=charlie, target_type="post", thing=make.opening(judged), reason=spam).case
    warned = decisions.decide(
        by=max,
        case=case,
        outcome="hide",
        rule=spam.rule,
        version=1,
        sanction=Plan(Kind.SUSPEND, hours=72, off_ladder="He did it before."),
    )
    cases["decided"] = case
    calm = make.thread(by=alice, forum=forum, title="A warning")
    other = reporting.report(by=charlie, target_type="post", thing=make.opening(calm), reason=spam).case
    plan = Plan(Kind.WARNING, off_ladder="She knew.")
    decisions.decide(by=max, case=other, outcome="remind", rule=spam.rule, version=1, sanction=plan)
    cases |= {str(found.kind): found for found in Case.objects.filter(kind__in=["proposal", "appeal"])}
    Case.objects.filter(pk=cases["post"].pk).update(severity=4)
    wellbeing.prefer(by=mona, blur=True, grey=True, severe_a_day=0)
    review = warned.double_review
    report = Report.objects.filter(reporter=charlie).first()
    desk_pages = [case.get_absolute_url() for case in cases.values()]
    desk_pages += [
        address
        for name, args in (
            ("queue", []), ("wellbeing", []), ("reviews", []), ("review", [review.pk]), ("replies", []), ("reply_new", []),
            ("views", []), ("bulk", []), ("member", ["bob"]), ("clean", ["bob"]), ("edit_post", [thread.posts.get(number=2).pk]),
            ("intervene_post", [thread.posts.get(number=2).pk, "revise"]), ("intervene", [thread.pk, "lock"]),
            ("lift", [Sanction.objects.get(member=alice).pk]), ("pass_on", [cases["post"].pk]),
        )
        if (address := _address(name, args))
    ]  # fmt: skip
    desk_pages += [f"{reverse('desk:queue')}?queue={queue}" for queue in ("held", "snoozed", "decided", "mine")]
    desk_pages += [f"{reverse('desk:queue')}?group={group}&severity=4&kind=report" for group in ("author", "thread", "text")]
    desk = page_of(mona)
    for address in desk_pages:
        answer = desk.goto(address)
        assert answer is not None
        assert answer.status < 400, address
        assert_accessible(desk)
    proposal = Proposal.objects.first()
    for member, addresses in (
        (bob, [_address("standing", []), _address("hearing", [proposal.pk]) if proposal else ""]),
        (charlie, [_address("reports", []), _address("own_report", [report.pk])]),
        (None, [_address("rules", []), _address("notice", [])]),
    ):
        page = page_of(member)
        for address in filter(None, addresses):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status < 400, address
            assert_accessible(page)

    phone = page_of(mona, viewport=PHONE)
    for address in desk_pages:
        phone.goto(address)
        assert_fits(phone)


def _address(name: str, args: list[object]) -> str:
    """Where the page is; empty where the house has none of this name (the other names are held by the tests of their rooms)."""
    try:
        return reverse(f"desk:{name}", args=args)
    except NoReverseMatch:
        return ""


def test_what_is_covered_is_shown_by_key_and_hidden_from_ears_until_then(spam, thread, charlie, mona, page_of):
    case = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    Case.objects.update(severity=4)
    wellbeing.prefer(by=mona, blur=True, grey=False, severe_a_day=None)
    words = thread.posts.get(number=2).text
    desk = page_of(mona)
    desk.goto(case.get_absolute_url())
    evidence = desk.locator(".evidence")

    expect(evidence.locator(".evidence-text")).to_be_hidden()
    assert words not in evidence.aria_snapshot()
    evidence.locator("details.veil > summary").focus()
    desk.keyboard.press("Enter")
    expect(evidence.locator(".evidence-text")).to_be_visible()
    assert words in evidence.aria_snapshot()
    expect(desk.get_by_text("Cover it again")).to_be_visible()


def test_a_double_review_by_key(spam, thread, charlie, mona, max, page_of, assert_accessible):
    case = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    made = decisions.decide(by=mona, case=case, outcome="keep", version=1)
    Decision.objects.filter(pk=made.pk).update(tell_at=made.tell_at - timedelta(seconds=60))
    desk = page_of(max)
    desk.goto(reverse("desk:reviews"))
    assert_accessible(desk)

    desk.keyboard.press("j")
    expect(desk.get_by_role("heading", level=1)).to_be_focused()
    assert_accessible(desk)
    desk.keyboard.press("s")

    expect(desk.get_by_role("heading", level=1)).to_have_text("You agree")
    assert_accessible(desk)
