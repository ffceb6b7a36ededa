"""Names that were nearly typed right: of members, tags and forums the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify

from accounts.models import Member, fold
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.threads.models import Tag, Thread
from forums.tree import nodes

MOST = 3
# How alike two names must be, from 0 to 1: one slip in a word of five letters.
_ALIKE = 0.75
# Of many members or tags, those that are most likely meant are compared: comparing costs a few microseconds each.
_CANDIDATES = 4_000
_SECONDS = 300


def close(name: str, names: Iterable[str]) -> list[str]:
    """Up to three of `names` that resemble `name`, the most alike first."""
    return get_close_matches(name, list(names), n=MOST, cutoff=_ALIKE)


def near_members(viewer: Viewer, folded: str) -> list[str]:
    """Usernames of active members who may be looked up; `folded` as accounts.models.fold gives it.

    To a guest only of those who wrote something: nobody learns here who else has an account.
    """
    people = Member.objects.filter(is_active=True, is_listed=True)
    if not viewer.is_authenticated:
        people = people.filter(post_count__gt=0)
    key = f"forums.search.busiest-members.{viewer.is_authenticated}"
    busiest = cache.get(key)
    if busiest is None:
        rows = people.order_by("-post_count", "-pk")
        busiest = dict(rows.values_list("username_folded", "username")[:_CANDIDATES])
        cache.set(key, busiest, _SECONDS)
    # Somebody who wrote little is still found by the first letters.
    beginning = people.filter(username_folded__startswith=folded[:3]).order_by("username_folded")
    names = busiest | dict(beginning.values_list("username_folded", "username")[:200])
    return [names[match] for match in close(folded, names)]


def _known_tags(viewer: Viewer) -> QuerySet[Tag]:
    """Those with a thread the viewer may read: a tag's name can give away what a closed forum is about."""
    used = Thread.tags.through.objects.filter(
        tag=OuterRef("pk"), thread__state=Thread.State.PUBLISHED, thread__forum__in=rights_of(viewer).forums(Right.READ)
    )
    return Tag.objects.filter(Exists(used)).order_by("-thread_count", "pk")


def near_tags(viewer: Viewer, slug: str) -> list[str]:
    return close(slug, _known_tags(viewer).values_list("slug", flat=True)[:_CANDIDATES])


def tags_begun(viewer: Viewer, typed: str, limit: int) -> list[Tag]:
    """The most used tags that begin so."""
    slug = slugify(typed, allow_unicode=True)
    return list(_known_tags(viewer).filter(slug__startswith=slug)[:limit]) if slug else []


def near_forums(viewer: Viewer, name: str) -> list[str]:
    rights, folded = rights_of(viewer), fold(name)
    visible = [node for node in nodes().values() if rights.can(Right.SEE, node.id)]
    names = {fold(node.name): node.slug for node in visible} | {node.slug: node.slug for node in visible}
    return list(dict.fromkeys(names[match] for match in close(folded, names)))
