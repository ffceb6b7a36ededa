"""What of an archive is in our database, counted there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from forums.posts.models import Post
from forums.threads.models import Thread

from .models import IdMap


def counts(source: str) -> dict[str, Any]:
    """Threads, posts, authors and the time they span.

    An archive may hold several copies of one post (the archivist noted it again after an edit). Such copies are one post
    here, the older ones its history; `posts` counts the archive's records that are represented, as its own list does, so
    that the two can be compared.
    """
    posts = IdMap.objects.filter(source=source, kind="post", our_id__in=Post.objects.values("pk"))
    ours = posts_of(source)
    found = ours.aggregate(authors=Count("author", distinct=True), first=Min("created_at"), last=Max("created_at"))
    threads = Thread.objects.filter(pk__in=IdMap.objects.filter(source=source, kind="thread").values("our_id"))
    return {
        "threads": threads.count(),
        "posts": posts.count(),
        "authors": found["authors"],
        "first": _stamp(found["first"]),
        "last": _stamp(found["last"]),
    }


def posts_of(source: str) -> QuerySet[Post]:
    return Post.objects.filter(pk__in=IdMap.objects.filter(source=source, kind="post").values("our_id"))


def copies(source: str) -> int:
    """How many records of the archive were other copies of a post."""
    return IdMap.objects.filter(Q(their_id__contains="/"), source=source, kind="post").count()


def _stamp(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
