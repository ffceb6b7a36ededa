"""The piece of a post that shows why it was found."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from .analyse import LANGUAGES, stem, words

LENGTH = 240
# So much of the text before the first hit is shown, and so far into a long post a hit is looked for.
_BEFORE = 60
_SEARCHED = 20_000
_MOST_HITS = 200


@dataclass(frozen=True)
class Segment:
    """A piece of plain text; a template escapes it and marks the hits."""

    text: str
    is_hit: bool = False


def marked(text: str, wanted: Collection[str]) -> list[Segment]:
    """The whole text, its hits marked."""
    return _segments(text, _hits(text, wanted))


def snippet(text: str, wanted: Collection[str], length: int = LENGTH) -> list[Segment]:
    """About `length` characters around the place where most of the wanted words stand together."""
    text = text[:_SEARCHED]
    found = _hits(text, wanted)
    start = _best_start(text, found, length)
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start + length // 2, end)
        end = space if space > start else end
    inside = [(first - start, last - start, key) for first, last, key in found if first >= start and last <= end]
    segments = _segments(text[start:end], inside)
    if start:
        segments.insert(0, Segment("… "))
    if end < len(text):
        segments.append(Segment(" …"))
    return segments


def _hits(text: str, wanted: Collection[str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    if not wanted:
        return found
    for start, end, word in words(text):
        for language in LANGUAGES:
            key = next((part for part in stem(word, language) if part in wanted), None)
            if key:
                found.append((start, end, key))
                break
        if len(found) >= _MOST_HITS:
            break
    return found


def _best_start(text: str, found: list[tuple[int, int, str]], length: int) -> int:
    best, most = 0, 0
    for index, (start, _end, _key) in enumerate(found):
        reach = start + length - _BEFORE
        distinct = {key for _start, end, key in found[index : index + 40] if end <= reach}
        if len(distinct) > most:
            best, most = start, len(distinct)
    if best <= _BEFORE:
        return 0
    space = text.find(" ", best - _BEFORE, best)
    return space + 1 if space >= 0 else best - _BEFORE


def _segments(text: str, found: list[tuple[int, int, str]]) -> list[Segment]:
    segments, done = [], 0
    for start, end, _key in found:
        if start > done:
            segments.append(Segment(text[done:start]))
        segments.append(Segment(text[start:end], True))
        done = end
    if done < len(text):
        segments.append(Segment(text[done:]))
    return segments
