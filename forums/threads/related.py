"""Other threads somebody who reads this one may want: same tags first, then the newest of the same forum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.cache import cache

from .models import Tag, Thread

if TYPE_CHECKING:
    from forums.access import Viewer

MOST = 5
_CANDIDATES = 8
_SECONDS = 600


def related_to(thread: Thread, viewer: Viewer, *, tags: Sequence[Tag]) -> list[Thread]:
    """Which threads is cached for everybody; whether this viewer may read them is asked each time, in one query."""
    key = f"threads.related.{thread.pk}"
    ids = cache.get(key)
    if ids is None:
        ids = _candidates(thread, [tag.pk for tag in tags])
        cache.set(key, ids, _SECONDS)
    found = Thread.objects.visible_to(viewer).published().only("pk", "slug", "title").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found][:MOST]


def _candidates(thread: Thread, tags: list[int]) -> list[int]:
    others = Thread.objects.published().exclude(pk=thread.pk).order_by("-last_post_at", "-pk").values_list("pk", flat=True)
    ids = list(others.filter(tags__in=tags).distinct()[:_CANDIDATES]) if tags else []
    if len(ids) < _CANDIDATES:
        ids += [pk for pk in others.filter(forum=thread.forum_id)[:_CANDIDATES] if pk not in ids]
    return ids[:_CANDIDATES]
