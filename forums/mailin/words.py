"""Which words of a mail are its writer's own: without quotes, signature and markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from mailparser_reply import EmailReplyParser

# RFC 3676: what follows this line is a signature. Nothing looser: cutting at "Best regards" would lose what stands below.
_SIGNATURE = re.compile(r"^--[ \t]?$", re.MULTILINE)
# What a telephone adds by itself, as the last line.
_TELEPHONE = re.compile(
    r"\n+(?:sent from my [^\n]{1,60}|von meinem [^\n]{1,60} gesendet|gesendet (?:von|mit) [^\n]{1,80}"
    r"|get outlook for [^\n]{1,80})\s*\Z",
    re.IGNORECASE,
)
# More than a post may hold.
MOST = 25_000
_AT_ONCE = 3_000
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")
# A tag that does not end: the parser would look for its end again and again, at the expense of the square.
_OPEN = re.compile(r"<(?![^<>]*>)")
_SPACE = re.compile(r"[ \t\xa0]+")
_DROPPED = {"script", "style", "head", "title", "template", "svg", "noscript", "object"}
_VOID = {"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "embed", "source", "track", "param"}
_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section", "article", "header"}
_BLOCKS |= {"footer", "dl", "dt", "dd", "center", "address", "li", "blockquote"}
# How mail programs mark what they quote.
_QUOTES = ("gmail_quote", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "divRplyFwdMsg", "appendonsend")


def own_words(text: str) -> str:
    """The part of a mail that answers; quotes between one's own words stay, for they are what is answered."""
    pieces: list[str] = []
    for piece in _pieces(_BLANK_LINES.sub("\n\n", text.replace("\r\n", "\n"))):
        newest = _newest(piece, is_first=not pieces)
        pieces.append(newest)
        # Where something was cut, the old mail begins; and what is longer than any post is refused anyway.
        if len(newest.split()) < len(piece.split()) or sum(map(len, pieces)) > MOST:
            break
    newest = "\n\n".join(pieces)
    newest = _SIGNATURE.split(newest, maxsplit=1)[0].rstrip()
    newest = _TELEPHONE.sub("", newest)
    return _without_last_quote(newest).strip("\n").rstrip()


def _newest(piece: str, *, is_first: bool) -> str:
    replies = EmailReplyParser(languages=["en", "de"]).read(piece).replies
    if not replies:
        return ""
    if not replies[0].headers:
        return replies[0].content
    if not is_first:
        return ""
    # It begins with "On Thursday Ann wrote": what is not quoted below is an answer under the quote.
    below = replies[0].content.replace(replies[0].headers, "", 1).strip("\n")
    return below if any(line.startswith(">") for line in below.split("\n")) else ""


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end with a paragraph where that is possible: the parser's time grows with the square."""
    while text:
        end = len(text)
        if end > _AT_ONCE:
            end = max(text.rfind("\n\n", _AT_ONCE // 2, _AT_ONCE), text.rfind("\n", _AT_ONCE - 200, _AT_ONCE), 0) or _AT_ONCE
        yield text[:end]
        text = text[end:].lstrip("\n")


def _without_last_quote(text: str) -> str:
    """A quote that nothing follows answers nothing."""
    lines = text.rstrip().split("\n")
    while lines and (lines[-1].startswith(">") or not lines[-1].strip()):
        lines.pop()
    return "\n".join(lines)


def unflowed(text: str, *, delsp: bool = False) -> str:
    """Lines that only the mail program broke, in one again (RFC 3676, format=flowed)."""
    found: list[str] = []
    is_open = False
    for raw in text.split("\n"):
        line = raw[1:] if raw.startswith(" ") else raw
        is_quote = line.startswith(">")
        flows = line.endswith(" ") and line != "-- "
        if flows and delsp:
            line = line[:-1]
        if is_open and not is_quote and raw != "-- ":
            found[-1] += line
        else:
            found.append(line)
        is_open = flows and not is_quote
    return "\n".join(found)


def from_html(html: str) -> str:
    """The words of a mail that has no plain text."""
    reader = _Reader()
    reader.feed(_OPEN.sub("&lt;", _without_comments(html)))
    reader.close()
    return reader.text()


def _without_comments(html: str) -> str:
    kept, at = [], 0
    while (start := html.find("<!--", at)) >= 0 and (end := html.find("-->", start + 4)) >= 0:
        kept.append(html[at:start])
        at = end + 3
    return "".join([*kept, html[at:]])


class _Reader(HTMLParser):
    """Collects text; knows nothing of looks. Addresses of links and list signs are kept, quoted mails are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        # Inside of something that is left out: how many of its like are open.
        self.skipped: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.depth = 0

    def text(self) -> str:
        joined = "".join(self.pieces)
        lines = [line.strip() for line in joined.split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.skipped:
            if tag not in _VOID:
                self.skipped.append(tag)
            return
        marks = given.get("class", "") + " " + given.get("id", "")
        if tag in _DROPPED or any(mark in marks for mark in _QUOTES) or (tag == "blockquote" and given.get("type") == "cite"):
            if tag not in _VOID:
                self.skipped.append(tag)
            return
        if tag == "br":
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag == "hr":
            self.pieces.append("\n\n")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag == "p" else "\n")
        elif tag == "a":
            self.links.append((given.get("href", ""), len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            if tag in self.skipped:
                # An end that was forgotten ends with what it stood in.
                del self.skipped[len(self.skipped) - 1 - self.skipped[::-1].index(tag) :]
            return
        if tag == "a" and self.links:
            href, start = self.links.pop()
            shown = "".join(self.pieces[start:]).strip()
            if href.startswith(("http://", "https://")) and shown and href.rstrip("/") != shown.rstrip("/"):
                self.pieces.append(f" ({href})")
        elif tag in _BLOCKS:
            self.pieces.append("\n\n" if tag in {"p", "blockquote"} else "\n")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.pieces.append(_SPACE.sub(" ", data.replace("\r", "").replace("\n", " ")))
