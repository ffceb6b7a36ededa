"""Notices that arrive at the same moment, each over a database connection of its own."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.groups import ensure_built_in
from community.core.models import OutboxMail
from moderation.cases.models import Case
from moderation.legal_notices.actions import Given, give_notice
from moderation.legal_notices.models import LegalNotice, NoticeItem
from tests import make

from .test_at_once import at_once

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def things(transactional_db):
    ensure_built_in(using="default")
    alice = make.member("alice")
    thread = make.thread(by=alice, forum=make.forum(), posts=3)
    return [f"/p/{post.pk}/" for post in thread.posts.order_by("number")]


def giver(addresses, *, form="", **more):
    given = Given(addresses="\n".join(addresses), explanation="x", good_faith=True, **more)
    return lambda: give_notice(by=AnonymousUser(), given=given, language="en", form=form)


def test_two_notices_on_the_same_things_in_another_order_share_the_cases(things):
    first, second = at_once(giver(things), giver(things[::-1]))

    assert isinstance(first, LegalNotice)
    assert isinstance(second, LegalNotice)
    assert first != second
    assert Case.objects.count() == len(things)
    assert NoticeItem.objects.count() == 2 * len(things)


def test_a_form_sent_twice_at_once_is_one_notice_with_one_receipt(things):
    send = giver(things[:1], form="w" * 32, email="rosa@example.org")

    first, second = at_once(send, send)

    assert first == second
    assert LegalNotice.objects.count() == OutboxMail.objects.count() == 1
