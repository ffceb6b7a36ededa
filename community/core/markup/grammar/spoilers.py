"""Spoilers: ``||a few words||`` and whole blocks between ``:::spoiler Title`` and ``:::``."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

_OPENING = re.compile(r"(:{3,})[ \t]*spoiler(?:[ \t]+(?P<title>.*))?", re.IGNORECASE)
_BAR = ord("|")
DEFAULT_TITLE = "Spoiler"
LONGEST_TITLE = 100


def extend(md: MarkdownIt) -> None:
    md.block.ruler.before("fence", "spoiler", _block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.add_terminator_char("|")
    md.inline.ruler.before("emphasis", "spoiler", _mark)
    md.inline.ruler2.before("emphasis", "spoiler", _pair)


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    opening = _OPENING.fullmatch(_line(state, start))
    if opening is None:
        return False
    if silent:
        return True

    # The first bare line of as many colons closes; an open end closes with whatever holds it.
    fence = opening[1]
    last = start + 1
    while last < end and (state.isEmpty(last) or state.sCount[last] >= state.blkIndent):
        if _line(state, last) == fence and not state.is_code_block(last):
            break
        last += 1
    closed = last < end and _line(state, last) == fence

    parent, line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    title = (opening["title"] or "").strip()[:LONGEST_TITLE] or DEFAULT_TITLE
    details = state.push("details_open", "details", 1)
    details.attrs = {"class": "spoiler"}
    details.map = [start, last]
    details.meta = {"title": title}
    state.push("summary_open", "summary", 1)
    label = state.push("inline", "", 0)
    label.children = [Token("text", "", 0, content=title)]
    state.push("summary_close", "summary", -1)
    state.md.block.tokenize(state, start + 1, last)
    state.push("details_close", "details", -1)
    state.parentType, state.lineMax = parent, line_max
    state.line = last + closed
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _mark(state: StateInline, silent: bool) -> bool:
    if silent or not state.src.startswith("||", state.pos):
        return False
    run = state.scanDelims(state.pos, True)
    pairs, lone = divmod(run.length, 2)
    if lone:
        state.push("text", "", 0).content = "|"
    for _ in range(pairs):
        state.push("text", "", 0).content = "||"
        delimiter = Delimiter(marker=_BAR, length=0, token=len(state.tokens) - 1, end=-1, open=run.can_open, close=run.can_close)
        state.delimiters.append(delimiter)
    state.pos += run.length
    return True


def _pair(state: StateInline) -> None:
    for delimiters in [state.delimiters, *(meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta)]:
        for opening in delimiters:
            if opening.marker == _BAR and opening.end != -1:
                first, last = state.tokens[opening.token], state.tokens[delimiters[opening.end].token]
                first.type, first.tag, first.nesting, first.content = "spoiler_open", "span", 1, ""
                first.attrs = {"class": "spoiler", "tabindex": "0"}
                last.type, last.tag, last.nesting, last.content = "spoiler_close", "span", -1, ""
