"""The composer in a browser: keys, completion, pasting, quoting, pictures, and what it tells while somebody writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from accounts.models import Member
from forums.models import ThreadTemplate
from forums.posts.models import Post
from tests import make

Open = Callable[..., Page]

# As a word processor, a web page and a hostile page put it on the clipboard.
PASTED = {
    "<b style='font-weight:normal'><p><b>Oak</b> and <i>ash</i>, <a href='https://wood.example/a_b'>more</a></p></b>": (
        "**Oak** and _ash_, [more](https://wood.example/a_b)"
    ),
    "<ul><li>one<ul><li>two</li></ul></li></ul><ol start=3><li>three</li></ol>": "- one\n  - two\n\n3. three",
    "<h2>Glue</h2><table><tr><th>Wood</th><th>Glue</th></tr><tr><td>Oak</td><td>1 * 2</td></tr></table>": (
        "## Glue\n\n| Wood | Glue |\n| --- | --- |\n| Oak | 1 \\* 2 |"
    ),
    "<blockquote><p>said</p></blockquote><pre><code>x = 1\ny</code></pre>": "> said\n\n```\nx = 1\ny\n```",
    "<p><strong>hi</strong><script>alert(1)</script><img src=x onerror='alert(1)'><a href='javascript:alert(1)'>no</a></p>": (
        "**hi**no"
    ),
}
PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", plain);
  const area = document.querySelector("[data-body]");
  area.focus();
  area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _no_screeners(settings):
    settings.POST_SCREENERS = []


def body(page: Page) -> Locator:
    expect(page.locator("[data-toolbar]")).to_be_visible()
    return page.locator("[data-body]")


def select_all(page: Page) -> None:
    body(page).press("Control+A")


def test_keys_and_buttons_write_markdown_and_say_their_keys(page_of: Open, bob, thread, assert_accessible):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    for key, button, written in [
        ("b", "Bold", "**oak**"),
        ("i", "Italic", "_oak_"),
        ("k", None, "[oak](url)"),
        ("e", None, "`oak`"),
        (None, "Strike through", "~~oak~~"),
        (None, "Heading", "## oak"),
        (None, "Numbered list", "1. oak"),
        (None, "Task list", "- [ ] oak"),
        (None, "Code block", "```\noak\n```"),
        (None, "Spoiler", "||oak||"),
    ]:
        for how in (key, button):
            if how is None:
                continue
            body(page).fill("oak")
            select_all(page)
            if how is key:
                page.keyboard.press(f"Control+{key}")
            else:
                page.get_by_role("button", name=button, exact=True).click()
            expect(body(page)).to_have_value(re.compile(f"^{re.escape(written)}\\s*$"))
    expect(page.get_by_role("button", name="Bold")).to_have_attribute("title", "Bold (Ctrl+B)")
    body(page).fill("")
    page.get_by_role("button", name="Table").click()
    expect(body(page)).to_have_value(re.compile(r"^\| Column 1 \| Column 2 \|\n\| --- "))
    # Undo undoes it, and Esc leads out of the field.
    page.keyboard.press("Control+Z")
    expect(body(page)).to_have_value("")
    page.keyboard.press("Escape")
    expect(body(page)).not_to_be_focused()
    assert_accessible(page)


def test_emoji_and_names_are_completed_by_keyboard(page_of: Open, alice, bob, thread):
    make.member("aaron")
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    body(page).press_sequentially("Well done :tad", delay=40)
    expect(page.get_by_role("listbox", name="Emoji").get_by_role("option").first).to_contain_text("🎉")
    page.keyboard.press("Enter")
    expect(body(page)).to_have_value(re.compile(r"^Well done :tada:"))

    # The list is drawn anew with every letter: its last drawing is waited for.
    with page.expect_response(re.compile(r"/suggest/people/\?q=a&")):
        body(page).press_sequentially(" @a", delay=40)

    # Who writes here comes first.
    expect(page.get_by_role("listbox", name="People").get_by_role("option")).to_have_count(2)
    expect(body(page)).to_have_attribute("aria-activedescendant", "person-alice")
    page.keyboard.press("Enter")
    expect(body(page)).to_have_value(re.compile("@alice"))


def test_what_is_pasted_becomes_markdown_and_nothing_of_it_runs(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    for html, markdown in PASTED.items():
        body(page).fill("")
        page.evaluate(PASTE, [html, "plain"])
        expect(body(page)).to_have_value(markdown)
    # An address over marked words makes a link of them; over nothing it stays an address.
    body(page).fill("the table")
    select_all(page)
    page.evaluate(PASTE, ["", "https://wood.example/table"])
    expect(body(page)).to_have_value("[the table](https://wood.example/table)")


def test_marked_words_of_several_posts_are_quoted(page_of: Open, alice, bob, charlie, thread):
    page = page_of(charlie)
    page.goto(thread.get_absolute_url())
    body(page)
    mark = """([selector, from, to]) => {
      const text = document.querySelector(selector).firstChild;
      getSelection().setBaseAndExtent(text, from, text, to);
    }"""

    page.evaluate(mark, ["#post-1 .prose p", 4, 9])
    page.get_by_role("button", name="Quote these words").click()
    expect(body(page)).to_have_value(re.compile(r"^> \[alice\]\(/p/\d+/\):\n> joint\n\n$"))
    body(page).blur()
    page.evaluate(mark, ["#post-2 .prose p", 0, 5])
    expect(page.get_by_role("button", name="Quote these words")).to_be_visible()
    page.keyboard.press("q")

    expect(body(page)).to_have_value(re.compile(r"> joint\n\n+> \[bob\]\(/p/\d+/\):\n> Reply\n\n$"))
    expect(page.get_by_role("button", name="Quote these words")).to_be_hidden()


def test_a_picture_travels_with_a_bar_and_is_described_afterwards(page_of: Open, bob, thread):
    picture = BytesIO()
    Image.new("RGB", (80, 40), "teal").save(picture, "PNG")
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    body(page).fill("Look: ")
    body(page).press("End")

    page.locator("[data-file]").set_input_files({"name": "IMG_1.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    words = page.get_by_label("What does the picture show?")
    words.fill("An [open] joint")

    expect(body(page)).to_have_value(re.compile(r"^Look: !\[An open joint\]\(/media/a/[0-9a-f/]+\.webp\)$"))
    words.press("Enter")
    expect(body(page)).to_be_focused()
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#post-3 img")).to_have_attribute("alt", "An open joint")


def test_the_preview_stays_open_for_who_opened_it(page_of: Open, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    body(page).fill("It is **bold**.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview-panel] strong")).to_have_text("bold")

    page.goto(f"/t/{thread.pk}/reply/")

    expect(page.locator("[data-preview-panel] strong")).to_have_text("bold")
    body(page).fill("It is _leaning_.")
    expect(page.locator("[data-preview-panel] em")).to_have_text("leaning")


def test_a_title_brings_threads_like_it_and_a_template_keeps_what_was_typed(page_of: Open, bob, thread, assert_accessible):
    ThreadTemplate.objects.create(forum=thread.forum, name="Defect", body="## What happened\n")
    ThreadTemplate.objects.create(forum=thread.forum, name="Plan", body="## What I plan\n")
    page = page_of(bob)
    page.goto(f"/f/{thread.forum.slug}/new/")
    body(page)
    page.get_by_label("Title").press_sequentially("What glue for an oak", delay=20)
    expect(page.locator("[data-similar-threads]").get_by_role("link", name=thread.title)).to_be_visible()
    # Enter leads into the text; it neither publishes nor presses a button.
    page.get_by_label("Title").press("Enter")
    expect(body(page)).to_be_focused()

    page.get_by_role("button", name="Defect").click()
    expect(body(page)).to_have_value("## What happened\n")
    page.get_by_role("button", name="Plan").click()
    expect(body(page)).to_have_value("## What I plan\n")
    body(page).fill("## What I plan\nA bench")
    page.get_by_role("button", name="Defect").click()

    expect(body(page)).to_have_value("## What I plan\nA bench\n\n## What happened\n")
    assert_accessible(page)
    page.get_by_label("Title").fill(thread.title)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a thread called")
    expect(body(page)).to_have_value("## What I plan\nA bench\n\n## What happened\n")
    page.get_by_role("button", name="Publish anyway").click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()


def test_what_others_write_meanwhile_is_told_quietly_and_shown_in_the_composer(page_of: Open, alice, bob, thread):
    page = page_of(bob)
    page.goto(f"/t/{thread.pk}/reply/")
    body(page).fill("I am writing")
    expect(page.locator("[data-status]")).to_have_text("Draft saved")
    make.post(thread, by=alice, body="Faster than you.")
    make.post(thread, by=alice, body="Twice.")

    body(page).fill("I am writing still")
    page.get_by_text("2 new replies while you write").click()

    expect(page.locator("[data-meanwhile]")).to_contain_text("Faster than you.")
    expect(body(page)).to_have_value("I am writing still")
    # What was read is not warned of again.
    page.get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#post-5")).to_contain_text("I am writing still")


def test_a_hint_comes_once_and_never_in_the_way(page_of: Open, bob, forum):
    Member.objects.update(post_count=50)
    thread = make.thread(by=make.member("dora"), forum=forum, posts=3, repliers=[bob])
    Member.objects.update(post_count=50)
    page = page_of(bob)
    page.goto(thread.get_absolute_url())

    body(page).click()
    hint = page.locator("[data-hint=third]")
    expect(hint.get_by_role("link", name="Add to my last post")).to_be_visible()
    body(page).fill("Not lost")
    hint.get_by_role("button", name="Understood").click()

    expect(hint).to_have_count(0)
    expect(body(page)).to_have_value("Not lost")
    page.reload()
    with page.expect_response("**/hints/"):
        body(page).click()
    expect(hint).to_have_count(0)


def test_two_edits_at_once_stand_side_by_side_and_can_be_put_together(page_of: Open, bob, mona, thread, assert_accessible):
    post = thread.posts.get(number=2)
    page = page_of(bob)
    page.goto(f"/p/{post.pk}/edit/")
    body(page).fill(f"{post.source} Mine.")
    make.rewritten(post, by=mona, body=post.source.replace("summer", "winter"))

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="This post was changed while you were writing")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("winter")
    assert_accessible(page)
    page.get_by_role("button", name="Put both together").click()

    expect(body(page)).to_have_value(f"{post.source.replace('summer', 'winter')} Mine.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#post-2 .prose")).to_contain_text("opens in winter")
    assert Post.objects.get(pk=post.pk).source.endswith("Mine.")
