"""Our quotes: a block quote that opens with a link to the post it was taken from.

> [Dariusz](/p/1234/):
> the bearings feel fine
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_POST = re.compile(r"/p/([1-9][0-9]{0,17})/")


def extend(md: MarkdownIt) -> None:
    md.core.ruler.after("inline", "quotes", _find)


def _find(state: StateCore) -> None:
    found: list[Token] = []
    pending = state.tokens
    for index, token in enumerate(pending):
        found.append(token)
        is_first_line = (
            token.type == "inline"
            and index >= 2
            and pending[index - 1].type == "paragraph_open"
            and pending[index - 2].type == "blockquote_open"
        )
        if not is_first_line:
            continue
        split = _split(token.children or [])
        if split is None:
            continue
        post_id, link, rest = split
        quote, paragraph = pending[index - 2], found[-2]
        quote.attrs["class"] = "quote"
        quote.meta["post"] = post_id
        paragraph.attrs["class"] = "quote-from"
        # The line that names the author is always a paragraph, even where a list would have it tight.
        paragraph.hidden = False
        token.children, whole = link, token.content
        token.content = "".join(part.content for part in link)
        if rest:
            body = Token("inline", "", 0, children=rest, content=whole, level=token.level, map=token.map, block=True)
            closing = Token("paragraph_close", "p", -1, level=paragraph.level, block=True)
            opening = Token("paragraph_open", "p", 1, level=paragraph.level, block=True)
            found += [closing, opening, body]
    state.tokens = found


def _split(children: list[Token]) -> tuple[int, list[Token], list[Token]] | None:
    """The post, the link that names it, and what stands on the lines below."""
    if not children or children[0].type != "link_open":
        return None
    target = _POST.fullmatch(str(children[0].attrs.get("href", "")))
    close = next((i for i, child in enumerate(children) if child.type == "link_close"), None)
    if target is None or close is None or close + 1 >= len(children):
        return None
    colon, rest = children[close + 1], children[close + 2 :]
    if colon.type != "text" or colon.content.strip() != ":":
        return None
    if rest and rest[0].type not in ("softbreak", "hardbreak"):
        return None
    return int(target[1]), children[: close + 1], rest[1:]
