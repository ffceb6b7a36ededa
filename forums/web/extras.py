"""What few threads have beside posts. Nothing is asked for what the thread does not say it has (Thread.extras)."""

from __future__ import annotations

from collections.abc import Sequence

from forums.access import Viewer
from forums.events import queries as events
from forums.polls import queries as polls
from forums.threads.models import Thread

from .offering import Offered


def with_extras(viewer: Viewer, thread: Thread, offers: Sequence[Offered]) -> Sequence[Offered]:
    """The offers, each with the poll and the event under its post."""
    if thread.has(Thread.Extra.POLL):
        found = polls.of_posts(viewer, [offered.post for offered in offers])
        for offered in offers:
            offered.poll = found.get(offered.post.pk)
    if thread.has(Thread.Extra.EVENT) and offers and offers[0].post.is_opening:
        offers[0].event = events.of_post(viewer, offers[0].post)
    return offers
