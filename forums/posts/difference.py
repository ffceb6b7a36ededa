"""What changed between two texts, as pieces a template can mark. Bounded: a hostile text gets a coarse answer, not a slow one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

SAME: Literal["same"] = "same"
GONE: Literal["gone"] = "gone"
NEW: Literal["new"] = "new"

# Matching costs the product of the two lengths in the worst case.
_MOST_LINES = 1_500
_MOST_WORDS = 600
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    kind: Literal["same", "gone", "new"]
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Pieces that, without the new ones, give `before`, and without the gone ones give `after`."""
    return _joined(_by_lines(before.replace("\r\n", "\n"), after.replace("\r\n", "\n")))


def _by_lines(before: str, after: str) -> Iterator[Piece]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) > _MOST_LINES or len(new) > _MOST_LINES:
        yield from (Piece(GONE, before), Piece(NEW, after)) if before != after else (Piece(SAME, before),)
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield from _by_words("".join(old[a:b]), "".join(new[c:d]))


def _by_words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS or not old or not new:
        yield from (Piece(GONE, before), Piece(NEW, after))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield Piece(GONE, "".join(old[a:b]))
            yield Piece(NEW, "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found
