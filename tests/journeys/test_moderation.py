"""A moderator at work with the keyboard alone: report to decision to undo, and a newcomer's first post from held to released."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from forums.composing import actions as composing
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.defaults import ensure
from moderation.reports import actions as reporting
from moderation.reports.models import Reason, Report
from moderation.statements.models import Statement
from tests import make

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    """A fresh site's rules and reasons: the test before emptied the tables."""
    ensure_built_in(using="default")
    ensure(using="default")
    return Reason.objects.get(slug="spam")


def test_report_to_decision_to_undo(spam, thread, charlie, bob, mona, page_of, assert_accessible):
    post = thread.posts.get(number=2)
    reporter = page_of(charlie)
    reporter.goto(thread.get_absolute_url())
    reporter.locator(f"#post-{post.number}").get_by_role("link", name="Report").click()
    assert_accessible(reporter)
    reporter.get_by_label("Spam").check()
    reporter.get_by_label("Anything we should know?").fill("Sells followers")
    reporter.get_by_role("button", name="Send report").click()
    expect(reporter.locator("#notes")).to_contain_text("have your report")

    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))
    assert_accessible(desk)
    desk.keyboard.press("j")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Post by bob")
    expect(desk.get_by_role("heading", level=1)).to_be_focused()
    expect(desk.get_by_text("Sells followers")).to_be_visible()
    assert_accessible(desk)
    desk.keyboard.press("d")
    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()

    post.refresh_from_db()
    assert post.state == Post.State.REMOVED
    author = page_of(bob)
    author.goto(reverse("members:notifications"))
    author.get_by_role("link", name="was removed. Here is why.").or_(
        author.get_by_role("button", name="was removed. Here is why.")
    ).click()
    expect(author.get_by_text("House rule 4")).to_be_visible()
    assert_accessible(author)
    reporter.goto(reverse("desk:reports"))
    expect(reporter.get_by_text("It was removed. Thank you for telling us.")).to_be_visible()
    assert_accessible(reporter)

    desk.keyboard.press("u")
    expect(desk.locator("#notes")).to_contain_text("Taken back")
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED
    assert Case.objects.get().is_open
    author.reload()
    expect(author.get_by_text("It no longer stands.")).to_be_visible()


def test_hold_to_release_and_reject(spam, thread, nina, mona, page_of, assert_accessible):
    waiting = composing.reply(by=nina, thread=thread, body="Hello, I am new here and like oak.")
    newcomer = page_of(nina)
    newcomer.goto(thread.get_absolute_url())
    expect(newcomer.get_by_text("A moderator reads the first posts of new members")).to_be_visible()

    desk = page_of(mona)
    desk.goto(f"{reverse('desk:queue')}?queue=held")
    desk.keyboard.press("j")
    expect(desk.get_by_text("waiting", exact=True)).to_be_visible()
    desk.keyboard.press("d")
    expect(desk.get_by_role("alert")).to_contain_text("choose the ground")
    expect(desk.get_by_label("Ground")).to_be_focused()
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    expect(desk.get_by_text("Released: case")).to_be_visible()
    assert_accessible(desk)

    waiting.refresh_from_db()
    assert waiting.state == Post.State.PUBLISHED
    newcomer.reload()
    expect(newcomer.get_by_text("A moderator reads the first posts of new members")).to_have_count(0)


def test_twenty_plain_cases_take_one_key_each(spam, forum, alice, charlie, mona, page_of):
    from community.core.models import SiteSettings

    SiteSettings(reports_a_day=100).save()
    for number in range(20):
        made = make.thread(by=alice, forum=forum, title=f"Cheap followers {number}")
        reporting.report(by=charlie, target_type="post", thing=make.opening(made), reason=spam)
    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))
    desk.keyboard.press("j")

    for number in range(20):
        # The page that answers is another one: wait for its case, as a person would.
        desk.wait_for_selector(f".cases li >> nth={19 - number}")
        expect(desk.locator(".cases li [data-case]")).to_have_count(20 - number)
        desk.keyboard.press("d")

    expect(desk.get_by_text("Nothing waits for you.")).to_be_visible()
    assert Decision.objects.filter(outcome="remove").count() == 20
    assert Statement.objects.count() == 20
    assert Report.objects.filter(state="upheld").count() == 20


def test_keys_do_nothing_while_somebody_writes_or_when_they_are_off(spam, thread, charlie, mona, page_of):
    reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    desk = page_of(mona)
    desk.goto(Case.objects.get().get_absolute_url())

    desk.keyboard.press("n")
    desk.keyboard.type("dhK")
    expect(desk.get_by_label("Note for colleagues")).to_have_value("dhK")
    desk.keyboard.press("Escape")
    desk.keyboard.press("?")
    desk.get_by_label("Switch single keys off on this device").check()
    desk.keyboard.press("Escape")
    desk.keyboard.press("d")

    desk.wait_for_timeout(300)
    assert Case.objects.get().is_open


def test_another_ground_brings_its_words_unless_somebody_wrote_their_own(spam, thread, charlie, mona, page_of):
    reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    desk = page_of(mona)
    desk.goto(Case.objects.get().get_absolute_url())
    message = desk.get_by_label("Message to the author")

    expect(message).to_have_value(spam.rule.message)
    desk.get_by_label("Ground").select_option(label="1. Be kind")
    expect(message).to_have_value("Your words attack a person. You are welcome to write the same thing about the matter.")
    message.fill("My own words")
    desk.get_by_label("Ground").select_option(label="4. No advertising")
    expect(message).to_have_value("My own words")


@pytest.mark.parametrize("script", [True, False])
def test_the_desk_on_a_phone_shows_one_pane_at_a_time(script, spam, thread, charlie, mona, page_of, assert_accessible):
    reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam)
    desk = page_of(mona, viewport=PHONE, java_script_enabled=script)
    desk.goto(reverse("desk:queue"))
    if script:
        assert_accessible(desk)

    desk.locator(".cases a").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Post by bob")
    expect(desk.locator(".cases")).to_be_hidden()
    if script:
        assert_accessible(desk)
    desk.get_by_role("button", name="Hide").click()
    expect(desk.get_by_text("Hidden: case")).to_be_visible()
    desk.get_by_role("button", name="Undo").click()

    expect(desk.get_by_role("button", name="Hide")).to_be_visible()
    assert Case.objects.get().is_open


@pytest.mark.parametrize("address", ["desk:audit", "desk:members", "desk:rules", "dossier", "act", "stale"])
def test_other_pages_are_accessible(address, spam, thread, charlie, bob, mona, page_of, assert_accessible):
    case = reporting.report(by=charlie, target_type="post", thing=thread.posts.get(number=2), reason=spam).case
    page = page_of(mona)
    if address == "stale":
        page.goto(case.get_absolute_url())
        Case.objects.update(version=9)
        page.keyboard.press("d")
        expect(page.get_by_role("heading", level=1)).to_contain_text("faster")
    else:
        where = {
            "dossier": lambda: reverse("desk:member", args=["bob"]),
            "act": lambda: reverse("desk:intervene", args=[thread.pk, "hide"]),
        }.get(address, lambda: reverse(address))
        page.goto(where())

    assert_accessible(page)
