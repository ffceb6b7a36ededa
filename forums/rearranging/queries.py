"""Where posts went: for old addresses, and for the lines that stand in their place."""

from __future__ import annotations

from dataclasses import dataclass

from forums.access import Viewer
from forums.threads.models import Thread

from .models import Transfer

MOST_PLACES = 50
# A thread that was joined to one that was joined: not round in a circle for ever.
_HOPS = 5


@dataclass(frozen=True)
class Place:
    """A line where posts stood: their numbers on this page, and the thread they went to if the viewer may read it."""

    numbers: list[int]
    count: int
    thread: Thread | None


def places(viewer: Viewer, thread: Thread, first: int, last: int) -> list[Place]:
    """The lines on a page of the thread, in order. Two queries; call it only where the thread says that posts went."""
    found = list(
        Transfer.objects.filter(source=thread, undone_at=None, first_number__lte=last, last_number__gte=first).order_by(
            "first_number", "pk"
        )[:MOST_PLACES]
    )
    if not found:
        return []
    threads = Thread.objects.visible_to(viewer).in_bulk({transfer.target_id for transfer in found})
    lines = []
    for transfer in found:
        if numbers := transfer.numbers(range(first, last + 1)):
            lines.append(Place(numbers, len(transfer.items), threads.get(transfer.target_id)))
    return lines


def is_joined(thread: Thread) -> bool:
    """Whether everything in it stands in another thread. No query."""
    return thread.has(Thread.Extra.MERGED) and thread.state == Thread.State.REMOVED


def thread_instead(viewer: Viewer, pk: int) -> Thread | None:
    """The thread that a merged one's address leads to, as far as the viewer may read it."""
    for _hop in range(_HOPS):
        merged = Transfer.objects.filter(source=pk, kind=Transfer.Kind.MERGE, undone_at=None).order_by("-pk").first()
        if merged is None:
            return None
        pk = merged.target_id
        if found := Thread.objects.visible_to(viewer).published().filter(pk=pk).first():
            return found
    return None
