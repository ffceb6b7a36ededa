"""The search: one interface over two engines. What the viewer may not read is left out by the query itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext as _

from forums.access import Viewer
from forums.posts.models import Post
from forums.posts.queries import url_of
from forums.threads.models import Thread

from .entry import NEWEST, Sql
from .index import backend, forget, index, reindex
from .queries import begun_titles, candidates, narrowed, readable
from .query import Query, begun, parse
from .snippet import Segment, marked, snippet

__all__ = ["BY_DATE", "BY_RANK", "Hit", "Results", "forget", "index", "reindex", "search"]

PAGE_SIZE = 20
PAGES = 10
BY_RANK, BY_DATE = "rank", "date"
_ORDERS = {
    BY_RANK: "score, id DESC",
    BY_DATE: "(SELECT published_at FROM posts_post WHERE posts_post.id = hits.id) DESC, id DESC",
}


@dataclass(frozen=True)
class Hit:
    post: Post
    url: str
    title: list[Segment]
    snippet: list[Segment]


@dataclass(frozen=True)
class Results:
    """One page of hits. `found` is how many there are in all; with `is_capped` there are at least so many."""

    query: Query
    hits: list[Hit]
    found: int
    page: int
    order: str = BY_RANK
    notes: tuple[str, ...] = ()

    @property
    def is_capped(self) -> bool:
        return self.found >= NEWEST

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < PAGES and self.page * PAGE_SIZE < self.found else None


def search(viewer: Viewer, typed: str, *, page: int = 1, order: str = BY_RANK) -> Results:
    """Posts that match what was typed and that the viewer may read, best or newest first. Two queries; none for nothing."""
    query = parse(typed)
    page = max(1, min(page, PAGES))
    order = order if order in _ORDERS else BY_RANK
    if query.is_empty:
        notes = query.notes
        if query.unwanted:
            notes = (*notes, _("Please say what you are looking for, not only what not."))
        return Results(query, [], 0, page, order, notes)
    visible, notes = readable(viewer, query)
    try:
        hits = candidates(query, visible, backend(), narrowed(viewer, query))
        ids, found = _ids(hits, page=page, order=order)
    except EmptyResultSet:
        ids, found = [], 0
    return Results(query, _load(viewer, query, ids), found, page, order, query.notes + notes)


def _ids(hits: Sql, *, page: int, order: str) -> tuple[list[int], int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, COUNT(*) OVER () FROM ({hits.text}) AS hits "  # noqa: S608
            f"ORDER BY {_ORDERS[order]} LIMIT {PAGE_SIZE} OFFSET {(page - 1) * PAGE_SIZE}",
            hits.params,
        )
        rows = cursor.fetchall()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _load(viewer: Viewer, query: Query, ids: list[int]) -> list[Hit]:
    posts = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("author", "thread__forum").in_bulk() if ids else {}
    return [
        Hit(post, url_of(post), marked(post.thread.title, query.stems), snippet(post.text, query.stems))
        for post in (posts[post_id] for post_id in ids if post_id in posts)
    ]


def threads_begun(viewer: Viewer, typed: str, *, limit: int = 6) -> list[Thread]:
    """The newest readable threads whose titles hold what was typed so far. Two queries at most."""
    found = begun(typed)
    if found is None:
        return []
    try:
        sql = begun_titles(found, viewer, backend(), limit)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.params)
        post_ids = [row[0] for row in cursor.fetchall()]
    rows = Thread.objects.visible_to(viewer).filter(posts__in=post_ids).select_related("forum")
    return sorted(rows, key=lambda thread: thread.pk, reverse=True)
