"""What the tests about threads that are split and joined share."""

from __future__ import annotations

import pytest

from accounts.models import Member
from forums.models import Forum
from forums.threads.models import Thread
from tests import make


@pytest.fixture
def long(alice: Member, bob: Member, charlie: Member, forum: Forum) -> Thread:
    """Six posts: Alice, Bob, Charlie, Bob, Charlie, Bob."""
    return make.thread(by=alice, forum=forum, posts=6, repliers=[bob, charlie], title="Glue and saws", tags=["glue"])


@pytest.fixture
def other(alice: Member, bob: Member, forum: Forum) -> Thread:
    return make.thread(by=alice, forum=forum, posts=2, repliers=[bob], title="Saws")
