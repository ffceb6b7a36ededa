"""What the moderation tests share: reasons of the fresh site, a second moderator, and somebody who moderates elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Member
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.models import Case
from moderation.reports import actions as reporting
from moderation.reports.models import Reason
from tests import make


@pytest.fixture
def spam(db: None) -> Reason:
    return Reason.objects.get(slug="spam")


@pytest.fixture
def max(db: None) -> Member:
    """Moderates too."""
    return make.member("max", trust=4, groups=["moderators"])


@pytest.fixture
def kim(db: None) -> Member:
    """Moderates another forum."""
    make.forum("Garden", moderated_by="gardeners")
    return make.member("kim", trust=3, groups=["gardeners"])


@pytest.fixture
def reported(thread: Thread, charlie: Member, spam: Reason) -> Post:
    """Bob's reply, reported by Charlie."""
    post = thread.posts.get(number=2)
    reporting.report(by=charlie, target_type="post", thing=post, reason=spam)
    return post


@pytest.fixture
def case(reported: Post) -> Case:
    return Case.objects.get()


@pytest.fixture
def many_cases(forum: Forum, alice: Member, charlie: Member, spam: Reason) -> Callable[[int], list[Case]]:
    """many_cases(5): five posts of Alice, each reported by Charlie."""

    def make_cases(n: int) -> list[Case]:
        cases: list[Any] = []
        for number in range(n):
            thread = make.thread(
                by=alice, forum=forum, title=f"Thread {Case.objects.count()} {number}", posts=3, repliers=[alice]
            )
            cases.append(_case(thread.posts.get(number=2), charlie, spam))
        return cases

    def _case(post: Post, by: Member, reason: Reason) -> Case:
        from community.core.models import SiteSettings

        settings = SiteSettings.current()
        settings.reports_a_day = 1000
        settings.save()
        return reporting.report(by=by, target_type="post", thing=post, reason=reason).case

    return make_cases
