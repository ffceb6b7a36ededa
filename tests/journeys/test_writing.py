"""Reading and writing in a browser: with and without scripts, on a phone, with a session that ends in between."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from PIL import Image
from playwright.sync_api import Page, Response, expect

from forums.personal.models import Draft
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread
from tests import make

PHONE = {"width": 360, "height": 780}
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _no_screeners(settings: Any) -> None:
    settings.POST_SCREENERS = []


def body(page: Page) -> Any:
    return page.get_by_role("textbox", name="Your text")


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_question_is_asked_answered_and_solved(with_script: bool, page_of: Open, alice, bob, forum):
    page = page_of(alice, java_script_enabled=with_script)
    page.goto("/")
    page.get_by_role("link", name="New thread").first.click()
    page.get_by_label("Title").fill("Which glue for oak?")
    page.get_by_role("radio", name="Question").check()
    page.get_by_label("Tags").fill("glue, oak")
    body(page).fill("The joint opens in **summer**.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Which glue for oak?")).to_be_visible()
    expect(page.locator(".prose strong")).to_have_text("summer")

    answering = page_of(bob, java_script_enabled=with_script)
    answering.goto(Thread.objects.get().get_absolute_url())
    answering.get_by_role("link", name="Quote").click()
    expect(body(answering)).to_have_value(re.compile(r"^> \[alice\]"))
    body(answering).press("End")
    body(answering).fill(body(answering).input_value() + "Hide glue.")
    answering.get_by_role("button", name="Reply").click()
    expect(answering.locator("#post-2 .prose blockquote")).to_contain_text("The joint opens in summer.")

    page.reload()
    page.locator("#post-2").get_by_role("button", name="This is the answer").click()
    expect(page.get_by_role("link", name="Solved in #2")).to_be_visible()
    expect(page.locator("#post-2.accepted")).to_be_visible()


def test_a_reaction_a_bookmark_and_a_level_change_in_place(page_of: Open, charlie, thread):
    page = page_of(charlie)
    page.goto(thread.get_absolute_url())
    first = page.locator("#post-1")

    first.get_by_role("button", name="I like this").click()
    expect(first.get_by_role("button", name="I like this: 1")).to_have_attribute("aria-pressed", "true")
    first.get_by_label("Other reactions").click()
    first.get_by_role("button", name="Good idea").click()
    expect(first.get_by_role("button", name="Good idea: 1")).to_be_visible()
    first.get_by_role("button", name="Bookmark").click()
    expect(first.get_by_role("button", name="Bookmarked")).to_be_visible()
    page.locator(".follow summary").click()
    page.get_by_role("button", name="Watching").click()
    expect(page.locator(".follow summary")).to_contain_text("Watching")

    assert sorted(Reaction.objects.values_list("kind", flat=True)) == ["idea", "like"]
    assert charlie.bookmarks.count() == 1
    assert charlie.subscriptions.get(thread=thread).level == 2


def test_an_unsent_text_waits_on_every_device(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())

    body(page).fill("Hide glue, warmed")
    expect(page.get_by_text("Draft saved")).to_be_visible()

    assert Draft.objects.get().body == "Hide glue, warmed"
    other_device = page_of(bob)
    other_device.goto("/drafts/")
    other_device.get_by_role("link", name=thread.title).click()
    expect(body(other_device)).to_have_value("Hide glue, warmed")
    page.reload()
    expect(body(page)).to_have_value("Hide glue, warmed")


def test_an_unsent_text_waits_in_the_browser_while_the_server_cannot_be_reached(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    page.route("**/drafts/save/", lambda route: route.fulfill(status=429))
    body(page).fill("Hide glue, warmed")
    expect(page.get_by_text("Kept on this device")).to_be_visible()

    page.reload()

    expect(body(page)).to_have_value("Hide glue, warmed")


def test_a_sent_text_does_not_come_back(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()
    body(page).fill("Hide glue, warmed")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#post-3")).to_be_visible()

    page.reload()
    expect(page.get_by_role("toolbar", name="Formatting")).to_be_visible()

    expect(body(page)).to_have_value("")
    assert not Draft.objects.exists()


@pytest.mark.parametrize("with_script", [True, False], ids=["script", "no script"])
def test_a_session_that_ends_while_writing_loses_nothing(with_script: bool, page_of: Open, bob, thread):
    page = page_of(bob, java_script_enabled=with_script)
    page.goto(f"/t/{thread.pk}/reply/")
    Session.objects.all().delete()
    page.context.clear_cookies(name="sessionid")

    body(page).fill("My long and careful reply.")
    page.get_by_role("button", name="Reply").click()

    expect(page.get_by_role("heading", name="You are not logged in any more")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("My long and careful reply.")


def test_names_are_offered_behind_an_at_sign(page_of: Open, alice, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())

    body(page).press_sequentially("Thank you @al", delay=30)
    page.get_by_role("option", name="alice").click()

    expect(body(page)).to_have_value(re.compile("Thank you @alice"))
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#post-3 a.mention")).to_have_text("@alice")


def test_the_preview_equals_what_is_published(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    body(page).fill("| a | b |\n|---|---|\n| 1 | ~~2~~ |\n\n```python\nx = 1\n```\n\n:tada: <b>raw</b>")
    page.get_by_role("button", name="Preview").click()
    shown = page.locator("[data-preview-panel] .prose")
    expect(shown.locator("table")).to_be_visible()
    before = shown.inner_html()

    page.get_by_role("button", name="Reply", exact=True).click()

    expect(page.locator("#post-3")).to_be_visible()
    assert page.locator("#post-3 .prose").inner_html().strip() == before.strip()


def test_an_image_is_uploaded_into_the_text(page_of: Open, bob, thread):
    picture = BytesIO()
    Image.new("RGB", (80, 40), "teal").save(picture, "PNG")
    page = page_of(bob)
    page.goto(thread.get_absolute_url())

    expect(page.locator("[data-side]")).to_be_visible()
    page.locator("[data-file]").set_input_files({"name": "joint.png", "mimeType": "image/png", "buffer": picture.getvalue()})

    expect(body(page)).to_have_value(re.compile(r"!\[joint\]\(/media/a/[0-9a-f/]+\.webp\)"))
    page.get_by_role("button", name="Reply", exact=True).click()
    shown = page.locator("#post-3 .prose img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 80


def test_a_double_click_makes_one_post(page_of: Open, bob, thread):
    page = page_of(bob, java_script_enabled=False)
    page.goto(thread.get_absolute_url())
    body(page).fill("Only once.")

    page.get_by_role("button", name="Reply", exact=True).dblclick()

    expect(page.locator("#post-3")).to_be_visible()
    assert Post.objects.filter(source="Only once.").count() == 1


@pytest.mark.parametrize("window", [None, PHONE], ids=["desktop", "phone"])
def test_every_page_of_the_forum_is_accessible(window, page_of: Open, assert_accessible, alice, bob, mona, forum):
    thread = make.thread(by=alice, forum=forum, kind="question", posts=3, repliers=[bob], tags=["glue"])
    make.post(thread, by=bob, state="held", body="I wait.")
    Thread.objects.filter(pk=thread.pk).update(accepted_number=2)
    first = make.opening(thread)
    Draft.objects.create(member=bob, place=f"thread:{thread.pk}", body="Begun", updated_at=thread.created_at)
    bob.bookmarks.create(post=first)
    member, guest, staff = (page_of(person, **({"viewport": window} if window else {})) for person in (bob, None, mona))
    guest.goto("/")
    assert_accessible(guest)
    guest.goto(thread.get_absolute_url())
    assert_accessible(guest)
    staff.goto(thread.get_absolute_url())
    assert_accessible(staff)

    for path in [
        "/", "/unread/", "/top/", "/unanswered/", "/following/", "/forums/", "/f/workshop/", "/tag/glue/", "/bookmarks/",
        "/drafts/", "/search/", "/search/?q=glue", "/search/?q=nothingofthatkind", "/f/workshop/new/", thread.get_absolute_url(),
        f"/t/{thread.pk}/reply/", f"/p/{thread.posts.get(number=2).pk}/edit/", f"/p/{thread.posts.get(number=2).pk}/delete/",
        f"/p/{first.pk}/history/",
    ]:  # fmt: skip
        member.goto(path)
        assert_accessible(member)


@pytest.mark.parametrize(("who", "limit"), [("guest", 35_000), ("member", 60_000)])
def test_the_first_visit_of_a_thread_is_light(who, limit, page_of: Open, alice, bob, forum):
    words = "The lower wheel wobbles at the rim, the tyre is new, bearings feel fine and blades last a week. "
    thread = make.thread(by=alice, forum=forum, posts=20, repliers=[bob], body=words * 4)
    page = page_of(bob if who == "member" else None)
    answers: list[Response] = []
    # The stream of news has no end to be measured, an answer without a body nothing to weigh.
    page.on("response", lambda answer: None if "/live/" in answer.url or answer.status == 204 else answers.append(answer))

    page.goto(thread.get_absolute_url(), wait_until="networkidle")

    # Production serves styles and scripts compressed, the test server as they are; avatars and icons are small either way.
    sizes = {answer.url: len(gzip.compress(answer.body())) + 300 for answer in answers}
    assert sum(sizes.values()) <= limit, sizes
