"""The index in SQLite: an FTS5 table of stems, one row a post, rowid = post id."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from .entry import NEWEST, TITLE_WEIGHT, Entry, Sql
from .query import Query, Term

# The words come analysed. The ascii tokenizer takes everything beyond ASCII as part of a word, so none is taken apart again.
CREATE = ["CREATE VIRTUAL TABLE search_document USING fts5(title, body, tokenize = 'ascii')"]
DROP = ["DROP TABLE IF EXISTS search_document"]
TIDY = ["INSERT INTO search_document(search_document) VALUES ('optimize')"]
POST_ID = "search_document.rowid"


def write(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the entries in place of those that stand under their ids."""
    cursor.executemany("DELETE FROM search_document WHERE rowid = %s", [(entry.post_id,) for entry in entries])
    cursor.executemany(
        "INSERT INTO search_document (rowid, title, body) VALUES (%s, %s, %s)",
        [(entry.post_id, " ".join(entry.title), " ".join(entry.body)) for entry in entries],
    )


def forget(cursor: CursorWrapper, first: int, last: int) -> None:
    cursor.execute("DELETE FROM search_document WHERE rowid BETWEEN %s AND %s", [first, last])


def hits(query: Query, visible: Sql) -> Sql:
    """The newest posts that match, as (id, score); the smaller the score, the better."""
    return Sql(
        f"SELECT rowid AS id, bm25(search_document, {TITLE_WEIGHT}, 1) AS score FROM search_document "  # noqa: S608
        f"WHERE search_document MATCH %s AND EXISTS ({visible.text}) ORDER BY rowid DESC LIMIT {NEWEST}",
        (_expression(query), *visible.params),
    )


def without(terms: Sequence[Term]) -> Sql:
    """Ids of the posts that hold one of these."""
    return Sql("SELECT rowid FROM search_document WHERE search_document MATCH %s", (" OR ".join(map(_term, terms)),))


def _expression(query: Query) -> str:
    wanted = " AND ".join(_term(term) for term in query.wanted)
    if query.in_title:
        wanted = f"title : ({wanted})"
    if query.unwanted:
        return f"({wanted}) NOT ({' OR '.join(_term(term) for term in query.unwanted)})"
    return wanted


def _term(term: Term) -> str:
    # Quoted, and made of letters and digits alone, a stem is never syntax.
    return "(" + " OR ".join('"' + " ".join(row) + '"' for row in term.variants) + ")"
