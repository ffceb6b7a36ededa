"""Count everything anew and compare: the proof that counters did not drift, and their repair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Model, Q

from accounts.models import Member
from forums.models import Forum
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads import counters
from forums.threads.counters import RECENT
from forums.threads.models import Tag, Thread

BATCH = 1000


@dataclass(frozen=True)
class Drift:
    what: str  # "thread 14"
    field: str
    stored: Any
    counted: Any


def recount(*, repair: bool) -> Iterator[Drift]:
    """Every counter that does not say what the rows say; with `repair` each batch is put right as it is found.

    Imported reaction counts have no rows: they are kept under their own key and are not compared.
    """
    yield from _threads(repair)
    yield from _forums(repair)
    yield from _members(repair)
    yield from _tags(repair)
    yield from _reactions(repair)


def _compare(row: Model, what: str, counted: dict[str, Any], repair: bool) -> Iterator[Drift]:
    wrong = {name: value for name, value in counted.items() if getattr(row, name) != value}
    for name, value in wrong.items():
        yield Drift(f"{what} {row.pk}", name, getattr(row, name), value)
    if wrong and repair:
        type(row)._default_manager.filter(pk=row.pk).update(**wrong)


def _batches(rows: Any) -> Iterator[list[Any]]:
    after = 0
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield batch
        after = batch[-1].pk


def _threads(repair: bool) -> Iterator[Drift]:
    for batch in _batches(Thread.objects.all()):
        with transaction.atomic():
            ids = [thread.pk for thread in batch]
            if repair:
                batch = list(Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
            published = Post.objects.published().filter(thread__in=ids)
            sums = {
                row["thread"]: row
                for row in published.values("thread").annotate(
                    replies=Count("pk", filter=Q(number__gt=1)), people=Count("author", distinct=True)
                )
            }
            highest = dict(Post.objects.filter(thread__in=ids).values_list("thread").annotate(top=Max("number")))
            recent: dict[int, tuple[Any, list[int]]] = {}
            newest_first = published.order_by("thread_id", "-number").values_list("thread_id", "author_id", "published_at")
            for thread_id, posts in groupby(newest_first.iterator(chunk_size=5000), key=lambda row: row[0]):
                last_at = None
                writers: list[int] = []
                for _thread, author_id, at in posts:
                    last_at = last_at or at
                    if len(writers) < RECENT and author_id not in writers:
                        writers.append(author_id)
                recent[thread_id] = (last_at, writers)
            for thread in batch:
                if thread.has(Thread.Extra.JOINED):
                    recent[thread.pk] = _by_time(thread)
                found = sums.get(thread.pk, {"replies": 0, "people": 0})
                last_at, writers = recent.get(thread.pk, (thread.created_at, [thread.author_id]))
                counted = {
                    "reply_count": found["replies"],
                    "participant_count": found["people"],
                    "last_post_at": last_at,
                    "last_poster_id": writers[0],
                    "recent_posters": writers,
                    # Only ever too low is wrong: numbers of posts that are gone are not given again.
                    "last_number": max(thread.last_number, highest.get(thread.pk) or 0),
                }
                yield from _compare(thread, "thread", counted, repair)


def _by_time(thread: Thread) -> tuple[Any, list[int]]:
    newest = list(
        Post.objects.published()
        .filter(thread=thread)
        .order_by(*counters.newest_first(thread))
        .values_list("author_id", "published_at")
    )
    if not newest:
        return thread.created_at, [thread.author_id]
    return newest[0][1], list(dict.fromkeys(author_id for author_id, _at in newest))[:RECENT]


def _forums(repair: bool) -> Iterator[Drift]:
    threads = {
        row["forum"]: row
        for row in Thread.objects.published().values("forum").annotate(n=Count("pk"), last=Max("last_post_at")).order_by()
    }
    posts = dict(
        Post.objects.published()
        .filter(thread__state=Thread.State.PUBLISHED)
        .values_list("thread__forum")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for forum in Forum.objects.all():
        found = threads.get(forum.pk, {"n": 0, "last": None})
        counted = {"thread_count": found["n"], "post_count": posts.get(forum.pk, 0), "last_post_at": found["last"]}
        yield from _compare(forum, "forum", counted, repair)


def _members(repair: bool) -> Iterator[Drift]:
    for batch in _batches(Member.objects.only("pk", "post_count")):
        counts = dict(
            Post.objects.published()
            .filter(author__in=[member.pk for member in batch])
            .values_list("author")
            .annotate(n=Count("pk"))
            .order_by()
        )
        for member in batch:
            yield from _compare(member, "member", {"post_count": counts.get(member.pk, 0)}, repair)


def _tags(repair: bool) -> Iterator[Drift]:
    rows = Tag.objects.annotate(n=Count("threads", filter=Q(threads__state=Thread.State.PUBLISHED)))
    for tag in rows:
        yield from _compare(tag, "tag", {"thread_count": tag.n}, repair)


def _reactions(repair: bool) -> Iterator[Drift]:
    kinds = set(Reaction.Kind.values)
    reacted = Post.objects.only("pk", "reactions").filter(Q(pk__in=Reaction.objects.values("post")) | ~Q(reactions={}))
    for batch in _batches(reacted):
        counts: dict[int, dict[str, int]] = {}
        rows = Reaction.objects.filter(post__in=[post.pk for post in batch]).values_list("post", "kind").annotate(n=Count("pk"))
        for post_id, kind, n in rows.order_by():
            counts.setdefault(post_id, {})[kind] = n
        for post in batch:
            kept = {key: value for key, value in post.reactions.items() if key not in kinds}
            yield from _compare(post, "post", {"reactions": kept | counts.get(post.pk, {})}, repair)
