"""Does a text show here what it showed there? Compares what a reader sees: signs that leaked, words that went missing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .html_tree import Element, parse

_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:b|i|u|s|p|a|br|hr|em|strong|del|kbd|sup|sub|small|big|span|div|center|font|img|details|summary|ul|ol|li|table|tr|td|th|code|"
    r"pre|blockquote|h[1-6]|iframe|video|attribute|command|element|parameter|texture|pass|material|component|node|technique)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_CODE_TAG = re.compile(
    r"\[/?(?:quote|code|b|i|u|s|url|img|spoiler|details|size|color|list|video|"
    r"gist|poll|email|center|youtube|font|pastebin)(?:[= ][^\[\]\n]{0,500})?\]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"```")
LEAKS = (_ENTITY, _TAG, _CODE_TAG, _FENCE)
_WORD = re.compile(r"\w+")
_UNSEEN = {"script", "style", "svg", "iframe", "video", "audio"}
# Said by Discourse around a text, not by its author.
_TRIMMINGS = {
    "meta",
    "quote-controls",
    "onebox",
    "poll-info",
    "title",
    "quote-from",
    "lazyYT",
    "lazy-video-container",
    "footnote-backref",
}


@dataclass(frozen=True)
class Seen:
    prose: str
    code: str


def seen(html: str) -> Seen:
    """What a reader of this HTML sees, code apart from prose."""
    prose: list[str] = []
    code: list[str] = []
    _walk(parse(html), prose, code, in_code=False)
    return Seen(" ".join("".join(prose).split()), "".join(code))


def leaks(ours: Seen, theirs: Seen) -> list[str]:
    """Raw tags, entities and forum codes a reader sees in our text and did not see in theirs."""
    found: list[str] = []
    for pattern in LEAKS:
        here = Counter(pattern.findall(ours.prose))
        if here:
            found += (here - Counter(pattern.findall(theirs.prose))).elements()
    return found


def says_the_same(ours: Seen, theirs: Seen) -> bool:
    """Nearly the same words, and about as many of them in code; titles fetched from elsewhere and addresses may differ."""
    here, there = _words(ours.prose + " " + ours.code), _words(theirs.prose + " " + theirs.code)
    total = max(there.total(), 1)
    lost, gained = (there - here).total(), (here - there).total()
    if lost > max(2, 0.04 * total) or gained > max(12, 0.15 * total):
        return False
    code_here, code_there = _words(ours.code), _words(theirs.code)
    return (code_there - code_here).total() <= max(2, 0.1 * code_there.total())


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def _is_address(node: Element) -> bool:
    """A link that shows only where it leads (Discourse puts a preview there), or a picture that we show as a link."""
    return node.tag == "a" and (
        "image-link" in node.classes or node.text().startswith(("http://", "https://")) or node.attrs.get("href") == node.text()
    )


def _walk(node: Element, prose: list[str], code: list[str], *, in_code: bool) -> None:
    for child in node.children:
        if isinstance(child, str):
            (code if in_code else prose).append(child)
        elif child.tag == "br":
            (code if in_code else prose).append("\n")
        elif child.tag not in _UNSEEN and not child.classes & _TRIMMINGS and not _is_address(child):
            _walk(child, prose, code, in_code=in_code or child.tag in ("code", "pre", "kbd"))
            if child.tag not in ("a", "b", "i", "em", "strong", "span", "s", "del", "sup", "sub", "u"):
                (code if in_code else prose).append("\n")
