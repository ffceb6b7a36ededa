"""The index in SQLite: an FTS5 table of stems, one row a post, rowid = post id."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from .entry import NEWEST, TITLE_WEIGHT, Entry, Sql
from .query import Begun, Query, Term

# The words come analysed. The ascii tokenizer takes everything beyond ASCII as part of a word, so none is taken apart again.
CREATE = ["CREATE VIRTUAL TABLE search_document USING fts5(title, body, tokenize = 'ascii')"]
DROP = ["DROP TABLE IF EXISTS search_document"]
# Titles once more, alone: whoever looks in titles must not read through every text that holds the word.
CREATE_TITLES = ["CREATE VIRTUAL TABLE search_title USING fts5(title, tokenize = 'ascii', prefix = '2 3')"]
DROP_TITLES = ["DROP TABLE IF EXISTS search_title"]
TIDY = [
    "INSERT INTO search_document(search_document) VALUES ('optimize')",
    "INSERT INTO search_title(search_title) VALUES ('optimize')",
]
POST_ID, TITLE_ID = "search_document.rowid", "search_title.rowid"


def write(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the entries in place of those that stand under their ids."""
    for table in ("search_document", "search_title"):
        cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", [(entry.post_id,) for entry in entries])  # noqa: S608
    cursor.executemany(
        "INSERT INTO search_document (rowid, title, body) VALUES (%s, %s, %s)",
        [(entry.post_id, " ".join(entry.title), " ".join(entry.body)) for entry in entries],
    )
    write_titles(cursor, entries)


def write_titles(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the titles of opening posts into the table of their own, where they do not stand yet."""
    cursor.executemany(
        "INSERT INTO search_title (rowid, title) VALUES (%s, %s)",
        [(entry.post_id, " ".join(entry.title)) for entry in entries if entry.title],
    )


def forget(cursor: CursorWrapper, first: int, last: int) -> None:
    for table in ("search_document", "search_title"):
        cursor.execute(f"DELETE FROM {table} WHERE rowid BETWEEN %s AND %s", [first, last])  # noqa: S608


def hits(query: Query, visible: Sql, narrow: Sql | None = None) -> Sql:
    """The newest posts that match, as (id, score); the smaller the score, the better.

    `narrow` gives ids among which all hits are: cheaper to ask than `visible`, so asked first. The plus keeps SQLite from
    starting the match anew for each of them.
    """
    among, params = (f"AND +rowid IN ({narrow.text}) ", narrow.params) if narrow else ("", ())
    if query.in_title:
        table, score = "search_title", "bm25(search_title)"
    else:
        table, score = "search_document", f"bm25(search_document, {TITLE_WEIGHT}, 1)"
    return Sql(
        f"SELECT rowid AS id, {score} AS score FROM {table} "  # noqa: S608
        f"WHERE {table} MATCH %s {among}AND EXISTS ({visible.text}) ORDER BY rowid DESC LIMIT {NEWEST}",
        (_expression(query), *params, *visible.params),
    )


def titles(begun: Begun, visible: Sql, limit: int) -> Sql:
    """Ids of the newest opening posts with these words in the title, the last of them perhaps only begun."""
    last = [*(f'"{stem}"*' for stem in begun.stems), *(f'"{stem}"' for stem in begun.shorter)]
    wanted = " AND ".join([*map(_term, begun.whole), f"({' OR '.join(last)})"])
    return Sql(
        f"SELECT rowid AS id FROM search_title WHERE search_title MATCH %s AND EXISTS ({visible.text}) "  # noqa: S608
        f"ORDER BY rowid DESC LIMIT {limit}",
        (wanted, *visible.params),
    )


def without(terms: Sequence[Term]) -> Sql:
    """Ids of the posts that hold one of these."""
    return Sql("SELECT rowid FROM search_document WHERE search_document MATCH %s", (" OR ".join(map(_term, terms)),))


def _expression(query: Query) -> str:
    wanted = " AND ".join(_term(term) for term in query.wanted)
    if query.unwanted:
        return f"({wanted}) NOT ({' OR '.join(_term(term) for term in query.unwanted)})"
    return wanted


def _term(term: Term) -> str:
    # Quoted, and made of letters and digits alone, a stem is never syntax.
    return "(" + " OR ".join('"' + " ".join(row) + '"' for row in term.variants) + ")"
