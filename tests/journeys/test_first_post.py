"""From a stranger to a first post that everybody reads: sign up, write, wait, be released. Runs on both databases."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.defaults import ensure
from tests.accounts.walking import STRONG, code_sent_to
from tests.journeys.pages import PHONE, NewThread, SignUp, ThreadPage


def test_sign_up_to_first_post_to_everybody(page_of, mona, forum, assert_accessible):
    ensure_built_in(using="default")
    ensure(using="default")
    page = page_of(None)
    signing_up = SignUp(page)
    signing_up.fill(email="dora@example.org", username="dora", password=STRONG)
    signing_up.enter_code(code_sent_to("dora@example.org"))

    writing = NewThread(page, forum)
    writing.write(title="Which glue for oak?", body="The joint **opens** in summer.")
    assert_accessible(page)
    writing.publish()

    expect(page.get_by_role("heading", level=1)).to_have_text("Which glue for oak?")
    expect(page.get_by_text("Waiting for a moderator").first).to_be_visible()
    assert_accessible(page)
    thread = Thread.objects.get()
    stranger = page_of(None)
    assert stranger.goto(thread.get_absolute_url()).status == 404

    desk = page_of(mona)
    desk.goto(reverse("desk:queue"))
    desk.keyboard.press("j")
    expect(desk.get_by_role("heading", level=1)).to_be_focused()
    desk.keyboard.press("r")
    expect(desk.get_by_text("Released: case")).to_be_visible()

    assert stranger.goto(thread.get_absolute_url()).status == 200
    expect(stranger.locator("#post-1 strong")).to_have_text("opens")
    assert Post.objects.get().number == 1
    page.goto(reverse("members:notifications"))
    expect(page.locator("main")).to_contain_text("Which glue for oak?")


def test_without_javascript_on_a_phone_one_reads_and_replies(page_of, thread, charlie):
    page = page_of(charlie, java_script_enabled=False, viewport=PHONE)
    reading = ThreadPage(page, thread)

    reading.reply("Liquid hide glue, *clamped* overnight.")

    reading.expect_post(3, "Liquid hide glue, clamped overnight.")
    assert thread.posts.count() == 3
