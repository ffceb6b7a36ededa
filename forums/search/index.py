"""Keeping the index in step with the posts, in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import ModuleType

from django.db import connection, transaction
from django.db.models import Max

from forums.posts.models import Post

from . import postgresql, sqlite
from .analyse import language_of, stems
from .entry import Entry

STEP = 1_000


def backend() -> ModuleType:
    return postgresql if connection.vendor == "postgresql" else sqlite


def index(post: Post) -> None:
    """Take the post into the index as it stands in its row; one that is not published is taken out."""
    row = Post.objects.published().filter(pk=post.pk).values_list("pk", "number", "thread__title", "text").first()
    if row is None:
        forget(post)
    else:
        _write([row])


def forget(post: Post) -> None:
    with connection.cursor() as cursor:
        backend().forget(cursor, post.pk, post.pk)


def reindex(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Make the whole index anew, step by step; the site stays usable. Returns how many posts are in it.

    `progress` hears (last id done, highest id).
    """
    highest = Post.objects.aggregate(highest=Max("pk"))["highest"] or 0
    done = 0
    for low in range(0, highest, STEP):
        with transaction.atomic(), connection.cursor() as cursor:
            # The rows are locked so that an edit of this very moment is not overwritten with what it replaced.
            posts = Post.objects.select_for_update(of=("self",), no_key=True).published().filter(pk__gt=low, pk__lte=low + STEP)
            posts = posts.select_related("thread").only("number", "text", "thread__title")
            found = [(post.pk, post.number, post.thread.title, post.text) for post in posts]
            backend().forget(cursor, low + 1, low + STEP)
            _write(found)
        done += len(found)
        progress(min(low + STEP, highest), highest)
    with connection.cursor() as cursor:
        backend().forget(cursor, highest + 1, 2**63 - 1)
        for statement in backend().TIDY:
            cursor.execute(statement)
    return done


def _write(rows: Iterable[tuple[int, int | None, str, str]]) -> None:
    entries = [_entry(*row) for row in rows]
    if entries:
        with connection.cursor() as cursor:
            backend().write(cursor, entries)


def _entry(post_id: int, number: int | None, title: str, text: str) -> Entry:
    # The title is found once, with the post that opens the thread.
    title = title if number == 1 else ""
    language = language_of(f"{title} {text}")
    return Entry(post_id, stems(title, language), stems(text, language))
