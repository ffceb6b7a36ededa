"""A moderator makes a thread of what wandered off, joins it to another one, and takes both back; readers find everything."""

from __future__ import annotations

from playwright.sync_api import expect

from forums.posts.models import Post
from forums.rearranging.models import Transfer
from tests import make

from .conftest import assert_fits
from .pages import PHONE


def test_what_wandered_off_becomes_a_thread_and_comes_back(page_of, assert_accessible, mona, alice, bob, forum):
    thread = make.thread(by=alice, forum=forum, posts=6, repliers=[bob], title="Glue and saws")
    saws = make.thread(by=bob, forum=forum, posts=2, repliers=[alice], title="Saws")
    moved = Post.objects.get(thread=thread, number=4)
    staff, reader = page_of(mona), page_of(bob, viewport=PHONE, java_script_enabled=False)

    staff.goto(thread.get_absolute_url())
    staff.locator("#post-4 .staff-menu > summary").click()
    staff.locator("#post-4").get_by_role("link", name="Move", exact=True).click()
    expect(staff.get_by_role("checkbox", name="#4 bob")).to_be_checked()
    staff.get_by_role("checkbox", name="#5 bob").check()
    assert_accessible(staff)
    staff.get_by_role("button", name="Make a new thread of them").click()
    # Nothing chosen is lost where something is missing.
    expect(staff.get_by_role("alert")).to_contain_text("title")
    expect(staff.get_by_role("checkbox", checked=True)).to_have_count(2)
    staff.get_by_label("Title of the new thread").fill("All about saws")
    staff.get_by_role("button", name="Make a new thread of them").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("All about saws")
    expect(staff.locator("article.post")).to_have_count(2)

    reader.goto(f"{thread.get_absolute_url()}#post-5")
    line = reader.locator(".moved-line")
    expect(line).to_contain_text("2 posts went to another thread")
    expect(line.locator("#post-5")).to_be_attached()
    assert_fits(reader)
    reader.goto(f"/p/{moved.pk}/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("All about saws")

    new = Transfer.objects.get().target
    staff.locator(".thread-head .staff-menu > summary").click()
    staff.get_by_role("link", name="Split or join").click()
    staff.get_by_label("Address or number of another thread").fill(staff.url.split("/t/")[0] + saws.get_absolute_url())
    staff.get_by_role("button", name="Join the whole thread to it").click()
    expect(staff.locator("article.post")).to_have_count(4)
    reader.goto(new.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_have_text("Saws")
    assert reader.url.endswith("#post-3")

    staff.locator(".thread-head .staff-menu > summary").click()
    staff.get_by_role("link", name="Split or join").click()
    staff.get_by_role("button", name="Take it back").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("All about saws")
    staff.set_viewport_size(PHONE)
    staff.locator(".thread-head .staff-menu > summary").click()
    staff.get_by_role("link", name="Split or join").click()
    assert_fits(staff)
    assert_accessible(staff)
    # By keyboard alone.
    button = staff.get_by_role("button", name="Take it back")
    button.focus()
    staff.keyboard.press("Enter")
    expect(staff.locator("article.post")).to_have_count(6)
    expect(staff.locator(".moved-line")).to_have_count(0)
