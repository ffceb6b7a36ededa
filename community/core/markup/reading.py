"""The words of a parsed text: for search, for an excerpt, for those who are to be told."""

from dataclasses import dataclass, field

from markdown_it.token import Token

from .dressing import alt_text
from .excerpt import fold_space, plain
from .links import host_of, is_media, local_path
from .mentions import fold

HIDDEN = "[…]"
MOST_QUOTES = 50


@dataclass
class Reading:
    """Filled while walking over the tokens once. ``words`` are all of them, ``shown`` those an excerpt may use."""

    hosts: frozenset[str]
    words: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)
    quoted: dict[int, None] = field(default_factory=dict)
    links: dict[str, None] = field(default_factory=dict)
    images: dict[str, None] = field(default_factory=dict)
    quotes: int = 0
    spoilers: int = 0
    notes: int = 0

    @property
    def text(self) -> str:
        return fold_space("".join(self.words))

    @property
    def excerpt(self) -> str:
        """Neither quotes nor footnotes, and never what a spoiler hides: excerpts are seen in lists and mails."""
        return plain("".join(self.shown))

    def say(self, words: str) -> None:
        self.words.append(words)
        if not (self.quotes or self.spoilers or self.notes):
            self.shown.append(words)


def read(tokens: list[Token], hosts: frozenset[str]) -> Reading:
    reading = Reading(hosts)
    for token in tokens:
        if token.type == "inline":
            for child in token.children or ():
                _read_inline(child, reading)
        elif token.type in ("fence", "code_block"):
            reading.say(token.content)
        elif token.type in ("blockquote_open", "blockquote_close"):
            if token.nesting > 0 and not reading.quotes and "post" in token.meta and len(reading.quoted) < MOST_QUOTES:
                reading.quoted[token.meta["post"]] = None
            reading.quotes += token.nesting
        elif token.type in ("details_open", "details_close"):
            _hide(token, reading)
        elif token.type in ("footnote_block_open", "footnote_block_close"):
            reading.notes += 1 if token.type.endswith("open") else -1
        if token.block or token.type == "inline":
            reading.say(" ")
    return reading


def _read_inline(token: Token, reading: Reading) -> None:
    if token.type in ("text", "code_inline"):
        reading.say(token.content)
    elif token.type == "mention":
        reading.say(token.content)
        if not reading.quotes:
            reading.names[fold(token.content[1:])] = None
    elif token.type in ("softbreak", "hardbreak"):
        reading.say(" ")
    elif token.type == "link_open":
        _note_link(str(token.attrs["href"]), reading)
    elif token.type == "image":
        reading.say(alt_text(token))
        _note_image(str(token.attrs["src"]), reading)
    elif token.type in ("spoiler_open", "spoiler_close"):
        _hide(token, reading)


def _hide(token: Token, reading: Reading) -> None:
    if token.nesting > 0 and not (reading.quotes or reading.spoilers or reading.notes):
        reading.shown.append(HIDDEN)
    reading.spoilers += token.nesting


def _note_link(href: str, reading: Reading) -> None:
    if host_of(href):
        reading.links[href] = None


def _note_image(src: str, reading: Reading) -> None:
    path = local_path(src, reading.hosts)
    if is_media(path):
        reading.images[path] = None
    else:
        _note_link(path, reading)
