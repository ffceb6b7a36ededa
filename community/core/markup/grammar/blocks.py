"""Blocks kept within bounds: nesting, tables, headings."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from community.core.markup.limits import MAX_NESTING, MAX_TABLE_CELLS, MAX_TABLE_COLUMNS

# A list opens two levels at once, so the last place where text can still be kept is a little above the limit.
_DEEPEST = MAX_NESTING - 3
_PAGE_HEADINGS = 2


def extend(md: MarkdownIt) -> None:
    md.block.ruler.before("table", "too_deep", _too_deep)
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.core.ruler.push("headings", _lower_headings)
    md.core.ruler.push("tables", _dress_tables)


def _too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Below the deepest level all that follows is one plain paragraph; the parser itself would drop the text."""
    if silent or state.level < _DEEPEST:
        return False
    line = start + 1
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        line += 1
    opening = state.push("paragraph_open", "p", 1)
    opening.map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(start, line, state.blkIndent, False).strip()
    inline.map = [start, line]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = line
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A table, unless a few characters would be filled up to a megabyte of empty cells."""
    if not table(state, start, end, True):
        return False
    if silent:
        return True
    ruler = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
    columns = ruler.count("|") + 1
    if columns > MAX_TABLE_COLUMNS:
        return False
    last = start
    while last < end and not state.isEmpty(last):
        last += 1
    left = state.env.get("cells_left", MAX_TABLE_CELLS)
    if columns * (last - start) > left:
        return False
    if not table(state, start, end, silent):
        return False
    state.env["cells_left"] = left - columns * (state.line - start)
    return True


def _lower_headings(state: StateCore) -> None:
    """Headings of a post stand below those of the page, and no level is skipped on the way down."""
    before = _PAGE_HEADINGS
    for token in state.tokens:
        if token.type == "heading_open":
            before = min(int(token.tag[1]) + _PAGE_HEADINGS, before + 1, 6)
            token.tag = f"h{before}"
        elif token.type == "heading_close":
            token.tag = f"h{before}"


def _dress_tables(state: StateCore) -> None:
    """Alignment as a class (style attributes are refused), and a frame that scrolls where the page is narrow."""
    dressed: list[Token] = []
    for token in state.tokens:
        style = token.attrs.pop("style", None) if token.type in ("th_open", "td_open") else None
        if style is not None:
            token.attrs["class"] = "align-" + str(style).removeprefix("text-align:")
        if token.type == "table_open":
            frame = Token("frame_open", "div", 1, attrs={"class": "table-scroll", "tabindex": "0"}, block=True)
            dressed += [frame, token]
        elif token.type == "table_close":
            dressed += [token, Token("frame_close", "div", -1, block=True)]
        else:
            dressed.append(token)
    state.tokens = dressed
