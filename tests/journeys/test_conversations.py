"""Two people write to each other: begun from a profile, seen as new, answered while the page is open, reported."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.groups import ensure_built_in
from forums.conversations import actions
from forums.conversations.models import Conversation, Message
from moderation.cases.models import Case
from moderation.defaults import ensure
from moderation.reports.models import Reason
from tests import make

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def spam(transactional_db: None) -> Reason:
    ensure_built_in(using="default")
    ensure(using="default")
    return Reason.objects.get(slug="spam")


def test_two_people_write_to_each_other(spam, thread, alice, bob, page_of, assert_accessible):
    writer = page_of(alice)
    writer.goto(reverse("members:profile", args=["bob"]))
    writer.get_by_role("link", name="Write a message").click()
    expect(writer.get_by_label("To", exact=True)).to_have_value("bob")
    assert_accessible(writer)
    writer.get_by_label("Title").fill("Your plane")
    writer.get_by_label("Your text").fill("Is it **still** for sale?")
    writer.get_by_role("button", name="Send").click()
    expect(writer.locator("#message-1 .prose strong")).to_have_text("still")

    reader = page_of(bob, viewport=PHONE)
    reader.goto("/messages/")
    expect(reader.locator(".talks .is-unread")).to_contain_text("1 new")
    assert_accessible(reader)
    reader.locator("main").get_by_role("link", name="Your plane").click()
    expect(reader.locator("#message-1")).to_contain_text("Is it still for sale?")
    assert_accessible(reader)
    reader.get_by_label("Your text").fill("Yes, it is.")
    reader.get_by_role("button", name="Send").click()
    expect(reader.locator("#message-2")).to_contain_text("Yes, it is.")

    writer.reload()
    expect(writer.locator("#message-2")).to_contain_text("Yes, it is.")
    writer.locator("#message-2").get_by_role("link", name="Quote").click()
    expect(writer.get_by_label("Your text")).to_have_value(
        f"> [bob](/messages/m/{Message.objects.get(number=2).pk}/):\n> Yes, it is.\n\n"
    )

    reader.locator("#message-1").get_by_role("link", name="Report").click()
    expect(reader.locator("main")).to_contain_text("up to two before it and one after it")
    assert_accessible(reader)
    reader.get_by_label("Spam").check()
    reader.get_by_role("button", name="Send report").click()
    expect(reader.locator("#notes")).to_contain_text("have your report")
    assert Case.objects.get().target_type == "message"
    assert Conversation.objects.get().last_number == 2


def test_g_and_m_lead_to_the_messages_and_a_draft_is_kept(spam, forum, alice, bob, page_of):
    talk = make.conversation(by=bob, to=[alice])
    page = page_of(alice)
    page.goto("/")

    page.wait_for_timeout(300)
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/messages/")
    page.locator("main").get_by_role("link", name="Your plane").click()
    page.get_by_label("Your text").fill("Half a sentence")
    expect(page.locator("[data-status]")).to_have_text("Draft saved")
    page.goto("/drafts/")
    page.locator("main").get_by_role("link", name="Conversation").first.click()
    expect(page.get_by_label("Your text")).to_have_value("Half a sentence")
    assert talk.messages.count() == 1


def test_on_a_phone_without_scripts_everything_can_be_done(spam, forum, alice, bob, charlie, page_of):
    page = page_of(alice, viewport=PHONE, java_script_enabled=False)
    page.goto(f"{reverse('forums:new_conversation')}?to=bob")
    page.get_by_label("Title").fill("Your plane")
    page.get_by_label("Your text").fill("Still *there*?")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview em")).to_have_text("there")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#message-1")).to_contain_text("Still there?")
    page.get_by_role("button", name="Mute").click()
    expect(page.locator("#notes")).to_contain_text("not told of this conversation any more")
    page.get_by_role("link", name="People, add somebody").click()
    page.get_by_label("Add people").fill("charlie")
    page.get_by_role("button", name="Add").click()
    expect(page.locator(".thread-head")).to_contain_text("charlie")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_label("Your text").fill("Still in one piece?")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#message-1")).to_contain_text("Still in one piece?")
    page.get_by_role("link", name="Take back").click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#message-1")).to_contain_text("This message was taken back.")
    page.get_by_role("link", name="Leave").click()
    page.get_by_role("button", name="Leave").click()
    expect(page.locator("#notes")).to_contain_text("You have left the conversation.")


def test_what_comes_is_seen_while_the_page_is_open(spam, forum, alice, bob, page_of):
    """Whether news travel is tested elsewhere (tests/core/live); here, what the page does with them."""
    talk = make.conversation(by=bob, to=[alice])
    page = page_of(alice)
    page.goto(talk.get_absolute_url())
    page.get_by_label("Your text").fill("I am just writ")
    actions.send(by=bob, conversation=talk, body="And another thing")

    detail = f"{{ channel: 'member:1', conversation: {talk.pk}, number: 2 }}"
    page.evaluate(f"document.dispatchEvent(new CustomEvent('news', {{ detail: {detail} }}))")

    expect(page.locator("#message-2")).to_contain_text("And another thing")
    expect(page.get_by_label("Your text")).to_have_value("I am just writ")
