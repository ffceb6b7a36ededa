"""The index in PostgreSQL: a tsvector of the same stems SQLite keeps, built by us and not by a text search configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.backends.utils import CursorWrapper

from .entry import NEWEST, TITLE_WEIGHT, Entry, Sql
from .query import Begun, Query, Term

CREATE = [
    "CREATE TABLE search_document (post_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
]
DROP = ["DROP TABLE IF EXISTS search_document"]
# Titles once more, alone: whoever looks in titles must not read through every text that holds the word.
CREATE_TITLES = [
    "CREATE TABLE search_title (post_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX search_title_vector ON search_title USING gin (vector)",
]
DROP_TITLES = ["DROP TABLE IF EXISTS search_title"]
TIDY = ["ANALYZE search_document", "ANALYZE search_title"]
POST_ID, TITLE_ID = "search_document.post_id", "search_title.post_id"
# Title words are marked A, words of the text B; so many positions lie between them that no phrase spans both.
_GAP = 16
_WEIGHTS = f"'{{0, {1 / TITLE_WEIGHT}, {1 / TITLE_WEIGHT}, 1}}'"


def write(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the entries in place of those that stand under their ids."""
    _write(cursor, "search_document", [(entry.post_id, _vector(entry)) for entry in entries])
    untitled = [entry.post_id for entry in entries if not entry.title]
    if untitled:
        cursor.execute("DELETE FROM search_title WHERE post_id = ANY(%s)", [untitled])
    write_titles(cursor, entries)


def write_titles(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the titles of opening posts into the table of their own."""
    _write(cursor, "search_title", [(entry.post_id, _vector(replace(entry, body=[]))) for entry in entries if entry.title])


def _write(cursor: CursorWrapper, table: str, rows: Sequence[tuple[int, str]]) -> None:
    cursor.executemany(
        f"INSERT INTO {table} (post_id, vector) VALUES (%s, %s::tsvector) "  # noqa: S608
        "ON CONFLICT (post_id) DO UPDATE SET vector = excluded.vector",
        rows,
    )


def forget(cursor: CursorWrapper, first: int, last: int) -> None:
    for table in ("search_document", "search_title"):
        cursor.execute(f"DELETE FROM {table} WHERE post_id BETWEEN %s AND %s", [first, last])  # noqa: S608


def hits(query: Query, visible: Sql, narrow: Sql | None = None) -> Sql:
    """The newest posts that match, as (id, score); the smaller the score, the better.

    `narrow` gives ids among which all hits are; the planner finds them in `visible` by itself.
    """
    # One expression: asked for by itself, "but not" has the planner read the vector of every post (0.2 s become 1.3).
    expression = " & ".join([*map(_term, query.wanted), *(f"!{_term(term)}" for term in query.unwanted)])
    table = "search_title" if query.in_title else "search_document"
    return Sql(
        f"SELECT post_id AS id, -ts_rank({_WEIGHTS}, vector, %s::tsquery, 1) AS score FROM ("  # noqa: S608
        f"SELECT {table}.post_id, {table}.vector FROM {table} "
        f"WHERE {table}.vector @@ %s::tsquery AND EXISTS ({visible.text}) "
        f"ORDER BY {table}.post_id DESC LIMIT {NEWEST}) AS newest",
        (expression, expression, *visible.params),
    )


def titles(begun: Begun, visible: Sql, limit: int) -> Sql:
    """Ids of the newest opening posts with these words in the title, the last of them perhaps only begun."""
    last = [*(f"'{stem}':*" for stem in begun.stems), *(f"'{stem}'" for stem in begun.shorter)]
    wanted = " & ".join([*map(_term, begun.whole), f"({' | '.join(last)})"])
    return Sql(
        f"SELECT post_id AS id FROM search_title WHERE vector @@ %s::tsquery AND EXISTS ({visible.text}) "  # noqa: S608
        f"ORDER BY post_id DESC LIMIT {limit}",
        (wanted, *visible.params),
    )


def without(terms: Sequence[Term]) -> Sql:
    """Ids of the posts that hold one of these."""
    return Sql("SELECT post_id FROM search_document WHERE vector @@ %s::tsquery", (" | ".join(map(_term, terms)),))


def _term(term: Term) -> str:
    # Quoted, and made of letters and digits alone, a stem is never syntax.
    return "(" + " | ".join("(" + " <-> ".join(f"'{stem}'" for stem in row) + ")" for row in term.variants) + ")"


def _vector(entry: Entry) -> str:
    places: dict[str, list[str]] = {}
    for position, stem in enumerate(entry.title, start=1):
        places.setdefault(stem, []).append(f"{position}A")
    for position, stem in enumerate(entry.body, start=len(entry.title) + _GAP):
        places.setdefault(stem, []).append(f"{position}B")
    return " ".join(f"'{stem}':{','.join(found)}" for stem, found in places.items())
