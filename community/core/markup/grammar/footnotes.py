"""Footnotes by reference, ``[^1]``. The inline form is left out: it nests without a limit."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from community.core.markup.limits import MAX_FOOTNOTE_MARKS

_MARK = re.compile(r"\[\^[^\s\[\]]{1,50}\]")


def extend(md: MarkdownIt) -> None:
    footnote_plugin(md, inline=False)
    md.inline.ruler.at("footnote_ref", _ref)
    md.add_render_rule("footnote_block_open", _open_block)


def _ref(state: StateInline, silent: bool) -> bool:
    """The plugin looks for the closing bracket as far as the text goes, from every opening one; we look 50 ahead."""
    if not _MARK.match(state.src, state.pos):
        return False
    used = state.env.get("footnote_marks", 0)
    if used >= MAX_FOOTNOTE_MARKS or not footnote_ref(state, silent):
        return False
    if not silent:
        state.env["footnote_marks"] = used + 1
    return True


def _open_block(*_: object) -> str:
    return '<section class="footnotes">\n<ol class="footnotes-list">\n'
