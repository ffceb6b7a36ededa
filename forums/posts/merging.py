"""Two people changed one text: what only one of them touched is taken over, where both did both stand one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A sentence, a piece of a line, or the white space between them. Put together again, the parts give the text.
_PART = re.compile(r"[^\S\n]+|\n+|[^\n.!?]*[.!?]+|[^\n.!?]+")
# Matching looks at every pair of equal parts: a text with more of them gets both versions whole.
_MOST_PARTS, _MOST_PAIRS = 1_000, 15_000


@dataclass(frozen=True)
class Merged:
    text: str
    clashes: int  # places both had changed


def merge(base: str | None, mine: str, theirs: str) -> Merged:
    """`mine` and `theirs` both grew out of `base`; without it nobody knows who changed what, and both stand whole."""
    if mine in (theirs, base):
        return Merged(theirs, 0)
    if theirs == base:
        return Merged(mine, 0)
    parts = [_PART.findall(text) for text in (base or "", mine, theirs)]
    if base is None or not all(_may_compare(parts[0], other) for other in parts[1:]):
        return Merged(_both(theirs, mine), 1)
    text, clashes = "", 0
    for old, own, other in _regions(*parts):
        if own in (old, other):
            text += other
        elif other == old:
            text += own
        else:
            text, clashes = text + _both(other, own), clashes + 1
    return Merged(text, clashes)


def _both(theirs: str, mine: str) -> str:
    if not theirs.strip() or not mine.strip():
        return theirs + mine
    return theirs.rstrip("\n") + "\n\n" + mine


def _regions(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The three texts cut at the same places: what stands in all, and what lies between."""
    at, at_mine, at_theirs = 0, 0, 0
    for start, length, in_mine, in_theirs in _anchors(base, mine, theirs):
        yield _joined(base[at:start]), _joined(mine[at_mine:in_mine]), _joined(theirs[at_theirs:in_theirs])
        same = _joined(base[start : start + length])
        yield same, same, same
        at, at_mine, at_theirs = start + length, in_mine + length, in_theirs + length
    yield _joined(base[at:]), _joined(mine[at_mine:]), _joined(theirs[at_theirs:])


def _anchors(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of parts that stand in all three: start in base, length, start in mine, start in theirs."""
    ours = [block for block in _matching(base, mine) if block[2]]
    others = [block for block in _matching(base, theirs) if block[2]]
    i = j = 0
    while i < len(ours) and j < len(others):
        a, a_mine, a_size = ours[i]
        b, b_theirs, b_size = others[j]
        start, end = max(a, b), min(a + a_size, b + b_size)
        if start < end:
            yield start, end - start, a_mine + start - a, b_theirs + start - b
        if a + a_size < b + b_size:
            i += 1
        else:
            j += 1


def _matching(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    blocks = SequenceMatcher(str.isspace, old, new, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def _joined(parts: Sequence[str]) -> str:
    return "".join(parts)


def _may_compare(old: Sequence[str], new: Sequence[str]) -> bool:
    if max(len(old), len(new), 1) > _MOST_PARTS:
        return False
    often = Counter(new)
    return sum(often[part] for part in old if not part.isspace()) <= _MOST_PAIRS
