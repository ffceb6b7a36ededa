"""What few threads have beside posts. Nothing is asked for what the thread does not say it has (Thread.extras)."""

from __future__ import annotations

from collections.abc import Sequence

from community.core.paging import NumberPage
from forums.access import Viewer
from forums.events import queries as events
from forums.polls import queries as polls
from forums.rearranging.queries import Place, places
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


def where_posts_stood(viewer: Viewer, thread: Thread, offers: Sequence[Offered], page: NumberPage) -> list[Place]:
    """Put the lines for posts that went elsewhere before the posts they stood before; answers those after the last post."""
    if not thread.has(Thread.Extra.MOVED):
        return []
    left = []
    for place in places(viewer, thread, page.first, page.last):
        after = next((offered for offered in offers if (offered.post.number or page.last + 1) > place.numbers[0]), None)
        if after is None:
            left.append(place)
        else:
            after.moved = [*after.moved, place]
    return left
