"""The pages about people, as a phone and a screen reader find them."""

import pytest
from django.utils import timezone

from accounts.models import Member
from forums.badges import awarding, built_in
from forums.people import actions, counting
from forums.reactions.models import Reaction
from forums.trust.models import Standing
from tests import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

PHONE = {"width": 360, "height": 740}


def test_every_page_about_people_is_accessible_on_a_phone(page_of, assert_accessible, alice, bob, nina, mona, forum):
    built_in.ensure()
    hello = make.thread(by=nina, forum=forum, title="Hello, I am new", posts=2, repliers=[bob])
    answer = hello.posts.get(number=2)
    Reaction.objects.create(post=answer, member=alice, kind="thanks")
    actions.feature(by=mona, post=answer, reason="Kind and to the point.")
    Standing.objects.create(member=bob, days_before=9)
    Member.objects.filter(pk=bob.pk).update(last_seen_at=timezone.now(), shows_presence=True)
    counting.count([alice.pk, bob.pk, nina.pk])
    awarding.award([bob.pk])
    page = page_of(bob, viewport=PHONE)

    for address in (
        "/people/",
        "/people/?q=bbo",
        "/u/bob/",
        "/u/bob/posts/",
        "/u/bob/reactions/",
        "/badges/",
        "/badges/first-thanks/",
        "/trust/",
        "/settings/trust/",
        "/settings/privacy/",
        "/welcome/",
        "/featured/",
        "/",
        hello.get_absolute_url(),
    ):
        page.goto(address)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
    moderator = page_of(mona, viewport=PHONE)
    moderator.goto(f"/p/{answer.pk}/feature/")
    assert_accessible(moderator)
    moderator.get_by_role("button", name="No longer feature it").click()
    moderator.get_by_text("The post is no longer featured.").wait_for()
