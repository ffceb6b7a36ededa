"""Quotes of posts that are not imported yet. They point at a place holder made of topic and number until all posts are here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial

from django.db import transaction

from forums.posts.models import Post

from .id_map import BATCH

# 18 digits that begin with 9: no post of ours will have such a number.
_PLACE = re.compile(r"/p/9(\d{11})(\d{6})/")


def place_holder(topic: str, number: int, numbers: Mapping[str, frozenset[int]]) -> str | None:
    """The address to write for post `number` of their thread `topic`; None when the archive has no such post."""
    if topic.isdigit() and len(topic) <= 11 and number in numbers.get(topic, ()):
        return f"/p/9{int(topic):011d}{number:06d}/"
    return None


def resolve(threads: Mapping[str, int]) -> int:
    """Point every place holder at its post; answers how many posts were changed. `threads`: theirs -> ours."""
    changed = 0
    ids = list(Post.objects.filter(source__contains="(/p/9").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            rows = list(Post.objects.filter(pk__in=ids[start : start + BATCH]).only("pk", "source", "html"))
            wanted = {(int(topic), int(number)) for row in rows for topic, number in _PLACE.findall(row.source)}
            ours = {topic: threads.get(str(topic)) for topic, _number in wanted}
            found: dict[tuple[int | None, int], int] = {
                (thread, number or 0): pk
                for thread, number, pk in Post.objects.filter(
                    thread__in={pk for pk in ours.values() if pk}, number__in={number for _topic, number in wanted}
                ).values_list("thread_id", "number", "pk")
            }

            point = partial(_point, ours=ours, found=found)
            for row in rows:
                source, html = _PLACE.sub(point, row.source), _PLACE.sub(point, row.html)
                if source != row.source:
                    changed += Post.objects.filter(pk=row.pk).update(source=source, html=html)
    return changed


def _point(place: re.Match[str], *, ours: Mapping[int, int | None], found: Mapping[tuple[int | None, int], int]) -> str:
    pk = found.get((ours.get(int(place[1])), int(place[2])))
    return f"/p/{pk}/" if pk else place[0]
