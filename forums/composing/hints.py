"""A word of advice at the right moment: pure judgement over a few facts. It never holds anybody back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

OLD = timedelta(days=183)
IN_A_ROW = 2  # own posts at the end; the next would be the third
ROUND_TRIPS = 3  # posts each of two people wrote in turn
OTHERS_THERE = 5  # participants from which two people among themselves are a pity for the rest
LONG, MUCH = 20, 0.4  # posts in a long thread, and one member's share of them
FIRST_POSTS = 2
MOST = 2


@dataclass(frozen=True)
class Facts:
    """What is known about who is about to write, and where."""

    member: int
    post_count: int
    writers: Sequence[int]  # of the newest published posts, newest first
    last_post_at: datetime
    posts: int
    own_posts: int
    participants: int
    now: datetime


def is_newcomer(facts: Facts) -> bool:
    return facts.post_count < FIRST_POSTS


def would_be_third_in_a_row(facts: Facts) -> bool:
    return len(list(takewhile(lambda writer: writer == facts.member, facts.writers))) >= IN_A_ROW and facts.posts > IN_A_ROW


def wakes_an_old_thread(facts: Facts) -> bool:
    return facts.now - facts.last_post_at > OLD


def other_of_two(facts: Facts) -> int | None:
    """With whom this member has been talking to and fro, while others read along."""
    if facts.participants < OTHERS_THERE or len(facts.writers) < 2 * ROUND_TRIPS:
        return None
    turns = list(facts.writers[: 2 * ROUND_TRIPS])
    other = turns[0]
    if other == facts.member or any(turn != (other if n % 2 == 0 else facts.member) for n, turn in enumerate(turns)):
        return None
    return other


def talks_most(facts: Facts) -> bool:
    return facts.posts >= LONG and facts.own_posts >= MUCH * facts.posts


# In this order; at most MOST at a time.
KINDS: dict[str, Callable[[Facts], object]] = {
    "newcomer": is_newcomer,
    "third": would_be_third_in_a_row,
    "old": wakes_an_old_thread,
    "two": other_of_two,
    "much": talks_most,
}


def advise(facts: Facts, *, put_away: frozenset[str] = frozenset()) -> list[str]:
    """The kinds of hints to show."""
    return [kind for kind, holds in KINDS.items() if kind not in put_away and holds(facts)][:MOST]
