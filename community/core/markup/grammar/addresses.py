"""Addresses in running text. A run of characters longer than an address may be is not searched for one at every colon anew."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.linkify import linkify

from community.core.markup.limits import MAX_URL

_TOO_LONG = re.compile(rf"\S{{{MAX_URL}}}")


def extend(md: MarkdownIt) -> None:
    md.inline.ruler.at("linkify", _linkify)


def _linkify(state: StateInline, silent: bool) -> bool:
    return not _TOO_LONG.match(state.src, state.pos) and linkify(state, silent)
