"""What somebody is about to write, as plain facts: today's post and last month's are judged by one piece of code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Submission:
    kind: str  # "thread", "reply" or "edit"
    forum_id: int
    thread_id: int | None  # None while a thread is being started
    post_id: int | None  # only for an edit
    author_id: int
    author_trust: int
    author_post_count: int  # published posts
    author_joined: datetime
    author_moderates: bool  # here
    title: str
    source: str
    text: str  # plain words
    links: tuple[str, ...]
    mentions: tuple[str, ...]
    images: tuple[str, ...]
    at: datetime
    # Something limits the author; only then need anybody ask what.
    author_is_limited: bool = False
    # How it came: "" on a page; other ways have names of their own.
    via: str = ""


class Outcome(IntEnum):
    """Ordered by strictness; the strictest wins."""

    PASS = 0
    HOLD = 1
    REFUSE = 2


@dataclass(frozen=True)
class Verdict:
    outcome: Outcome
    rule: str = ""  # the rule's name, for the desk
    message: str | Promise = ""  # for the author
    evidence: Mapping[str, Any] = field(default_factory=dict)  # {"matches": ["…"]}


PASS = Verdict(Outcome.PASS)
