"""Pages without OFFSET and without COUNT: lists continue after a key, threads are cut by post number."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime

Row = TypeVar("Row", bound=Model)


class BadCursor(ValueError):
    """The address carries a cursor nobody made."""


@dataclass(frozen=True)
class KeyPage(Generic[Row]):
    """One page of a list. `next` is the cursor for the following page, empty at the end."""

    rows: Sequence[Row]
    next: str


def _encode(values: Sequence[Any]) -> str:
    raw = json.dumps([v.isoformat() if hasattr(v, "isoformat") else v for v in values], separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str, size: int) -> list[Any]:
    try:
        if len(cursor) > 200:
            raise BadCursor
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(values, list) or len(values) != size:
        raise BadCursor
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | str) or (isinstance(value, int) and abs(value) >= 2**63):
            raise BadCursor
    return values


def after_key(rows: QuerySet[Row], *, order: Sequence[str], cursor: str, size: int, ascending: bool = False) -> KeyPage[Row]:
    """Cut one page out of `rows`, sorted (descending, unless told otherwise) by the unique combination of fields `order`.

    `order` names fields without sign, the last one unique (usually "pk"); the first may be a datetime. `cursor` is
    empty for the first page. Costs one query of size + 1 rows whatever the depth. Raises BadCursor.
    """
    if cursor:
        values = _decode(cursor, len(order))
        parsed: list[Any] = []
        for name, value in zip(order, values, strict=True):
            wants_time = name.endswith(("_at", "_until"))
            if wants_time:
                try:
                    moment = parse_datetime(value) if isinstance(value, str) else None
                except ValueError as error:
                    raise BadCursor from error
                if moment is None or moment.tzinfo is None:
                    raise BadCursor
                value = moment
            elif not isinstance(value, int):
                raise BadCursor
            parsed.append(value)
        # The plain bound on the first field lets the index seek; the rest settles ties.
        further = "gt" if ascending else "lt"
        rows = rows.filter(**{f"{order[0]}__{further}e": parsed[0]})
        beyond = Q()
        for depth in range(len(order)):
            same = {order[i]: parsed[i] for i in range(depth)}
            beyond |= Q(**same, **{f"{order[depth]}__{further}": parsed[depth]})
        rows = rows.filter(beyond)
    sign = "" if ascending else "-"
    found = list(rows.order_by(*(f"{sign}{name}" for name in order))[: size + 1])
    if len(found) <= size:
        return KeyPage(found, "")
    found = found[:size]
    return KeyPage(found, _encode([getattr(found[-1], name) for name in order]))


@dataclass(frozen=True)
class NumberPage:
    """A page of a thread: posts numbered first..last. Pure arithmetic, no query."""

    number: int
    pages: int
    first: int
    last: int

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def by_number(*, highest: int, page: int, size: int) -> NumberPage:
    """The page `page` (from 1) of a thread whose highest post number is `highest`, `size` numbers a page."""
    pages = max(1, -(-highest // size))
    return NumberPage(page, pages, (page - 1) * size + 1, page * size)


def page_of(number: int, *, size: int) -> int:
    """The page that post `number` stands on."""
    return max(1, -(-number // size))
