"""Which reactions are the viewer's own, for a page of posts at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from forums.access import Viewer
from forums.posts.models import Post

from .models import SIGNS, Reaction, shown


@dataclass(frozen=True)
class Button:
    """One reaction as a page shows it."""

    kind: str
    sign: str
    label: str | Promise
    count: int
    is_mine: bool


def mine(member: Viewer, post_ids: Iterable[int]) -> dict[int, set[str]]:
    """The kinds this member gave, by post id. One query; none for a guest."""
    ids = list(post_ids)
    if not ids or not member.is_authenticated:
        return {}
    found: dict[int, set[str]] = {}
    for post_id, kind in Reaction.objects.filter(member=member.pk, post__in=ids).values_list("post_id", "kind"):
        found.setdefault(post_id, set()).add(kind)
    return found


def buttons(post: Post, own: Iterable[str] = ()) -> list[Button]:
    """Every kind of reaction with its count on this post, in the order of the catalogue. Asks no database."""
    given = set(own)
    return [
        Button(kind.value, SIGNS[kind.value], kind.label, shown(post, kind.value), kind.value in given) for kind in Reaction.Kind
    ]
