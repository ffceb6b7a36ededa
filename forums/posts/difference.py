"""What changed between two texts, as pieces a template can mark. Bounded: a hostile text gets a coarse answer, not a slow one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

SAME: Literal["same"] = "same"
GONE: Literal["gone"] = "gone"
NEW: Literal["new"] = "new"

# Matching looks at every pair of equal parts, again and again: so many parts are compared, and so many pairs, in one text.
_MOST_PARTS = 1_000
_MOST_PAIRS = 15_000
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    kind: Literal["same", "gone", "new"]
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """Pieces that, without the new ones, give `before`, and without the gone ones give `after`."""
    return _joined(_Comparison().by_lines(before.replace("\r\n", "\n"), after.replace("\r\n", "\n")))


class _Comparison:
    """One comparison of two texts, with what is left of the pairs it may look at."""

    def __init__(self) -> None:
        self.pairs_left = _MOST_PAIRS

    def by_lines(self, before: str, after: str) -> Iterator[Piece]:
        for old, new, is_same in self._parts(before.splitlines(keepends=True), after.splitlines(keepends=True)):
            yield from [Piece(SAME, old)] if is_same else self.by_words(old, new)

    def by_words(self, before: str, after: str) -> Iterator[Piece]:
        for old, new, is_same in self._parts(_WORD.findall(before), _WORD.findall(after)):
            yield from [Piece(SAME, old)] if is_same else [Piece(GONE, old), Piece(NEW, new)]

    def _parts(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
        """What stands in both, and what lies between."""
        # Most edits are small: what is the same at both ends need not be searched for.
        shorter = min(len(old), len(new))
        head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
        tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
        middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
        yield "".join(old[:head]), "", True
        if self._may_compare(middle_old, middle_new):
            # White space is the same everywhere: what surrounds it decides whether it is.
            for kind, a, b, c, d in SequenceMatcher(str.isspace, middle_old, middle_new, autojunk=False).get_opcodes():
                yield "".join(middle_old[a:b]), "".join(middle_new[c:d]), kind == "equal"
        else:
            yield "".join(middle_old), "".join(middle_new), False
        yield "".join(old[len(old) - tail :]), "", True

    def _may_compare(self, old: Sequence[str], new: Sequence[str]) -> bool:
        if not old or not new or max(len(old), len(new)) > _MOST_PARTS:
            return False
        often = Counter(new)
        pairs = sum(often[part] for part in old if not part.isspace())
        if pairs > self.pairs_left:
            return False
        self.pairs_left -= pairs
        return True


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


class Row(NamedTuple):
    """A stretch of the text before and after, to stand beside each other."""

    before: list[Piece]
    after: list[Piece]


def side_by_side(pieces: Sequence[Piece]) -> list[Row]:
    """The same pieces as two columns, in step wherever a line ends in both."""
    rows = [Row([], [])]
    for piece in pieces:
        if piece.kind == GONE:
            rows[-1].before.append(piece)
        elif piece.kind == NEW:
            rows[-1].after.append(piece)
        else:
            for line in piece.text.splitlines(keepends=True):
                same = Piece(SAME, line)
                rows[-1].before.append(same)
                rows[-1].after.append(same)
                if line.endswith("\n"):
                    rows.append(Row([], []))
    return [row for row in rows if row.before or row.after]
