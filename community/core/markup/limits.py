"""How much markup is too much. Everything is counted before the expensive step, never after."""

import re

MAX_SOURCE = 20_000
MAX_HTML = 1_000_000
MAX_NESTING = 25
MAX_MENTIONS = 50
MAX_MENTION_LINKS = 100
MAX_TABLE_COLUMNS = 40
MAX_TABLE_CELLS = 3_000
MAX_FOOTNOTE_MARKS = 100
MAX_HIGHLIGHTED = 4_000
MAX_URL = 2_000

# C0 without tab and newline, DEL, C1, lone surrogates, non-characters, and the bidirectional embeddings and overrides
# that make a text read differently from what it says. Isolates stay: they cannot leak out of their paragraph.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


class RenderError(ValueError):
    """The text cannot be shown. The caller tells its author in a sentence of its own, in their language."""


class SourceTooLong(RenderError):
    """The text has more characters than are allowed."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, {limit} allowed")
        self.length = length
        self.limit = limit


def prepare(source: str, limit: int) -> str:
    """Refuse what is too long, then drop characters that no text needs."""
    if len(source) > limit:
        raise SourceTooLong(len(source), limit)
    return without_unwanted(source.replace("\r\n", "\n").replace("\r", "\n"))


def without_unwanted(text: str) -> str:
    return _UNWANTED.sub("", text)
