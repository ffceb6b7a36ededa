"""The reported text cut into parts, so that a template can mark what matched and show where links lead. Pure, on plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINK = re.compile(r"https?://[^\s<>()\[\]\"'`]+", re.IGNORECASE)
MOST_MATCHES = 50


@dataclass(frozen=True)
class Part:
    text: str
    kind: str = ""  # "", "match" or "link"


def highlight(source: str, matches: Iterable[object]) -> list[Part]:
    """`source` in order and complete; a match wins over a link it stands in."""
    words = sorted({str(match) for match in list(matches)[:MOST_MATCHES] if str(match).strip()}, key=len, reverse=True)
    if not words:
        return _links(source)
    # Literal words joined by "or": no backtracking, whatever a screener hands over.
    pattern = re.compile("|".join(re.escape(word) for word in words), re.IGNORECASE)
    parts: list[Part] = []
    at = 0
    for found in pattern.finditer(source):
        parts += _links(source[at : found.start()])
        parts.append(Part(found.group(), "match"))
        at = found.end()
    return parts + _links(source[at:])


def _links(text: str) -> list[Part]:
    parts: list[Part] = []
    at = 0
    for found in _LINK.finditer(text):
        if found.start() > at:
            parts.append(Part(text[at : found.start()]))
        parts.append(Part(found.group(), "link"))
        at = found.end()
    if at < len(text):
        parts.append(Part(text[at:]))
    return parts
