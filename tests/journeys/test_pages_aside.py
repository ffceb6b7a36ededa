"""The pages beside the beaten track are accessible too: law, mailbox, errors, conflicts, an empty house."""

import pytest
from django.core.mail import send_mail

from community.core.models import OutboxMail
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.mark.parametrize("page_name", ["imprint", "privacy", "terms", "contact"])
def test_pages_of_the_law_are_accessible(page_name, page_of, assert_accessible):
    page = page_of(None)
    page.goto(f"/legal/{page_name}/")

    assert_accessible(page)


def test_the_demo_mailbox_is_accessible(page_of, assert_accessible, settings):
    settings.DEMO_MAILBOX = True
    send_mail("Your code", "123456", None, ["bob@example.org"])
    page = page_of(None)

    page.goto("/mailbox/")
    assert_accessible(page)
    page.get_by_role("link", name="Your code").click()
    assert "123456" in page.locator("main").inner_text()
    assert_accessible(page)
    assert OutboxMail.objects.count() == 1


def test_an_empty_house_is_accessible(page_of, assert_accessible, admin):
    guest, owner = page_of(None), page_of(admin)

    for page in (guest, owner):
        for path in ("/", "/forums/"):
            page.goto(path)
            assert_accessible(page)


def test_choosing_a_forum_and_a_page_that_is_not_there_are_accessible(page_of, assert_accessible, bob, forum):
    make.forum("Lounge")
    page = page_of(bob)

    page.goto("/new/")
    assert_accessible(page)
    answer = page.goto("/t/999999/gone/")
    assert answer is not None
    assert answer.status == 404
    assert_accessible(page)


def test_the_page_of_two_edits_at_once_is_accessible(page_of, assert_accessible, alice, mona, thread):
    post = make.opening(thread)
    page = page_of(alice)
    page.goto(f"/p/{post.pk}/edit/")
    make.rewritten(post, by=mona, body="Mona was quicker.")

    page.locator("[data-body]").fill("Alice was slower.")
    page.locator("[data-submit]").click()

    page.get_by_text("Mona was quicker.").first.wait_for()
    assert "Alice was slower." in page.locator("[data-body]").input_value()
    assert_accessible(page)


def test_the_page_of_an_expired_form_is_accessible(page_of, assert_accessible, bob, thread):
    page = page_of(bob)
    page.goto(thread.get_absolute_url())
    page.context.clear_cookies(name="csrftoken")

    page.locator("[data-body]").fill("Nothing of this may be lost.")
    page.locator("[data-submit]").click()

    page.get_by_text("Nothing of this may be lost.").first.wait_for()
    assert_accessible(page)
