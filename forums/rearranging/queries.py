"""Where posts went: for old addresses, and for the lines that stand in their place."""

from __future__ import annotations

from dataclasses import dataclass

from forums.access import Viewer
from forums.posts.models import Post
from forums.posts.queries import url_of
from forums.threads.models import Thread

from .models import Transfer

MOST_PLACES = 50
# A thread that was joined to one that was joined: not round in a circle for ever.
_HOPS = 5
_LOOKED_AT = 20


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


def address_instead(viewer: Viewer, pk: int, *, number: int = 1) -> str | None:
    """Where what stood in a merged thread from post `number` on can be read now, as far as the viewer may read it."""
    merged = Transfer.objects.filter(source=pk, kind=Transfer.Kind.MERGE, undone_at=None).order_by("-pk").first()
    if merged is None:
        return None
    went = [post_id for post_id, old, _new, _answered in merged.items if old is not None and old >= number]
    # The posts themselves say where they are by now. Those nobody else may read are few.
    readable = Post.objects.visible_to(viewer).published().select_related("thread").in_bulk(went[:_LOOKED_AT])
    if first := next((readable[post_id] for post_id in went if post_id in readable), None):
        return url_of(first)
    instead = thread_instead(viewer, pk)
    return instead.get_absolute_url() if instead else None


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
