"""The index in PostgreSQL: a tsvector of the same stems SQLite keeps, built by us and not by a text search configuration."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.utils import CursorWrapper

from .entry import NEWEST, TITLE_WEIGHT, Entry, Sql
from .query import Query, Term

CREATE = [
    "CREATE TABLE search_document (post_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    "CREATE INDEX search_document_vector ON search_document USING gin (vector)",
]
DROP = ["DROP TABLE IF EXISTS search_document"]
TIDY = ["ANALYZE search_document"]
POST_ID = "search_document.post_id"
# Title words are marked A, words of the text B; so many positions lie between them that no phrase spans both.
_GAP = 16
_WEIGHTS = f"'{{0, {1 / TITLE_WEIGHT}, {1 / TITLE_WEIGHT}, 1}}'"


def write(cursor: CursorWrapper, entries: Sequence[Entry]) -> None:
    """Put the entries in place of those that stand under their ids."""
    cursor.executemany(
        "INSERT INTO search_document (post_id, vector) VALUES (%s, %s::tsvector) "
        "ON CONFLICT (post_id) DO UPDATE SET vector = excluded.vector",
        [(entry.post_id, _vector(entry)) for entry in entries],
    )


def forget(cursor: CursorWrapper, first: int, last: int) -> None:
    cursor.execute("DELETE FROM search_document WHERE post_id BETWEEN %s AND %s", [first, last])


def hits(query: Query, visible: Sql) -> Sql:
    """The newest posts that match, as (id, score); the smaller the score, the better."""
    expression = _expression(query)
    return Sql(
        f"SELECT post_id AS id, -ts_rank({_WEIGHTS}, vector, %s::tsquery, 1) AS score FROM ("  # noqa: S608
        f"SELECT search_document.post_id, search_document.vector FROM search_document "
        f"WHERE search_document.vector @@ %s::tsquery AND EXISTS ({visible.text}) "
        f"ORDER BY search_document.post_id DESC LIMIT {NEWEST}) AS newest",
        (expression, expression, *visible.params),
    )


def without(terms: Sequence[Term]) -> Sql:
    """Ids of the posts that hold one of these."""
    return Sql(
        "SELECT post_id FROM search_document WHERE vector @@ %s::tsquery", (" | ".join(_term(term, "") for term in terms),)
    )


def _expression(query: Query) -> str:
    mark = ":A" if query.in_title else ""
    wanted = [_term(term, mark) for term in query.wanted]
    unwanted = [f"!{_term(term, '')}" for term in query.unwanted]
    return " & ".join(wanted + unwanted)


def _term(term: Term, mark: str) -> str:
    # Quoted, and made of letters and digits alone, a stem is never syntax.
    return "(" + " | ".join("(" + " <-> ".join(f"'{stem}'{mark}" for stem in row) + ")" for row in term.variants) + ")"


def _vector(entry: Entry) -> str:
    places: dict[str, list[str]] = {}
    for position, stem in enumerate(entry.title, start=1):
        places.setdefault(stem, []).append(f"{position}A")
    for position, stem in enumerate(entry.body, start=len(entry.title) + _GAP):
        places.setdefault(stem, []).append(f"{position}B")
    return " ".join(f"'{stem}':{','.join(found)}" for stem, found in places.items())
