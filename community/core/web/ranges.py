"""A part of a file, for downloads that go on where they broke off (RFC 9110, 14). One part at a time; more get the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

_ASKED = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)
_AT_ONCE = 64 * 1024


@dataclass(frozen=True)
class Span:
    """First and last byte, both counted in; without any where nothing of the kind is there."""

    first: int
    last: int

    def __len__(self) -> int:
        return max(0, self.last - self.first + 1)


NOTHING = Span(0, -1)


def asked_span(header: str, size: int) -> Span | None:
    """The bytes that are asked for; None means the whole, an empty span that there are no such bytes."""
    asked = _ASKED.fullmatch(header.strip())
    if asked is None or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        return Span(max(0, size - int(asked[2])), size - 1) if int(asked[2]) and size else NOTHING
    first, last = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if asked[2] and last < first:
        return None
    return Span(first, min(last, size - 1)) if first < size else NOTHING


def chunks(file: IO[Any], span: Span) -> Iterator[bytes]:
    left = len(span)
    with file:
        file.seek(span.first)
        while left and (piece := file.read(min(_AT_ONCE, left))):
            left -= len(piece)
            yield piece
