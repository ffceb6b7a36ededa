"""After an act: its people's figures, level and badges. Everything is made from the rows, so a lost job only delays it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from forums.badges import awarding
from forums.trust import actions as trust

from . import counting, cues

_SOON = 10


@db_task(name="people.look-again")
def look_again(member_ids: Sequence[int], act: str, post_id: int | None = None) -> None:
    """Something happened that counts for these members; `act` says what (forums.badges.rules.ACTS)."""
    ids = sorted(set(member_ids))
    counting.count(ids)
    trust.look_at(ids, up_to=1)
    awarding.award(ids, act=act)
    if post_id is not None:
        cues.look_for_return(post_id)


def look_soon(member_id: int) -> None:
    """Many posts of one person change at once when an account is cleaned up: look once, when it is over."""
    if cache.add(f"people.look-soon.{member_id}", 1, _SOON):
        look_again.schedule(args=([member_id], ""), delay=_SOON)


@db_periodic_task(crontab(hour="4", minute="5"), name="people.look-at-everybody")
def look_at_everybody() -> int:
    """What no act announced: a forum that was closed, a report that was upheld, a job that was lost."""
    ids = awarding.worth_a_look()
    counting.count(ids)
    return awarding.award(ids)
