"""The names a text calls with @, before anybody knows whether such members exist."""

import unicodedata

from .document import parse
from .limits import MAX_MENTIONS, MAX_SOURCE


def fold(name: str) -> str:
    """One spelling for all ways to write a name: NFKC and case folding, until nothing changes any more."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).casefold()


def find(source: str, limit: int = MAX_SOURCE) -> tuple[str, ...]:
    """Folded candidates outside code, in order, each once, at most 50: few enough for one look-up."""
    names = (
        fold(child.content[1:])
        for token in parse(source, limit).tokens
        for child in token.children or ()
        if child.type == "mention"
    )
    return tuple(dict.fromkeys(names))[:MAX_MENTIONS]
