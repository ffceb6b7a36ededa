"""A source text, parsed once. Finding its mentions and rendering it are two calls that share the work."""

import threading
from dataclasses import dataclass

from markdown_it.token import Token

from .grammar import parser
from .limits import MAX_HTML, RenderError, prepare

_local = threading.local()


@dataclass(frozen=True)
class Document:
    """The token tree of one text. Read only: it may be handed out again for the same text."""

    source: str
    tokens: list[Token]


def parse(source: str, limit: int) -> Document:
    clean = prepare(source, limit)
    last: Document | None = getattr(_local, "document", None)
    if last is not None and last.source == clean:
        return last
    try:
        tokens = parser().parse(clean, {})
    except RecursionError as error:
        raise RenderError("nested too deeply") from error
    # One address can be defined once and used a thousand times.
    if sum(_weight(token) for token in tokens) > MAX_HTML:
        raise RenderError("the result would be too large")
    document = Document(clean, tokens)
    _local.document = document
    return document


def _weight(token: Token) -> int:
    own = len(token.content) + sum(len(str(value)) for value in token.attrs.values())
    return own + sum(_weight(child) for child in token.children or ())
