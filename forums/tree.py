"""The forum tree: hundreds of rows at most, kept in the cache, cut to what a viewer may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import cache
from django.urls import reverse

from .access import Viewer, generation, rights_of
from .models import Forum, Right


@dataclass
class Node:
    """A forum in the tree, without its counters (those change with every post)."""

    id: int
    parent_id: int | None
    name: str
    slug: str
    description: str
    hue: int
    is_locked: bool
    depth: int = 0
    unread: int = 0  # filled in for a member's page, on the viewer's own copy
    stats: Forum | None = None  # counters, filled in by the list of forums
    children: list[Node] = field(default_factory=list)

    @property
    def url(self) -> str:
        return reverse("forums:forum", args=[self.slug])


def nodes() -> dict[int, Node]:
    """Every forum by id, in display order, without children; do not change what you get."""
    key = f"forums.tree.{generation.current()}"
    found = cache.get(key)
    if found is None:
        found = {
            row["id"]: Node(**row)
            for row in Forum.objects.order_by("position", "id").values(
                "id", "parent_id", "name", "slug", "description", "hue", "is_locked"
            )
        }
        cache.set(key, found, 60)
    return found


def visible_tree(viewer: Viewer) -> list[Node]:
    """The roots the viewer may see, each with its visible children. A visible forum in an unseen one rises to the top."""
    rights = rights_of(viewer)
    copies = {
        node.id: Node(node.id, node.parent_id, node.name, node.slug, node.description, node.hue, node.is_locked)
        for node in nodes().values()
        if rights.can(Right.SEE, node.id)
    }
    roots: list[Node] = []
    for node in copies.values():
        parent = copies.get(node.parent_id) if node.parent_id else None
        (parent.children if parent else roots).append(node)

    def sink(level: list[Node], depth: int) -> None:
        for node in level:
            node.depth = depth
            sink(node.children, depth + 1)

    sink(roots, 0)
    return roots


def flat(roots: list[Node]) -> list[Node]:
    """The tree as one list, parents before children."""
    found: list[Node] = []
    for node in roots:
        found.append(node)
        found.extend(flat(node.children))
    return found


def with_descendants(forum_id: int) -> list[int]:
    """Ids of the forum and everything below it."""
    children: dict[int | None, list[int]] = {}
    for node in nodes().values():
        children.setdefault(node.parent_id, []).append(node.id)
    found, waiting = [], [forum_id]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.append(here)
            waiting.extend(children.get(here, []))
    return found
