"""Our Markdown: CommonMark with the customs of forums. One parser per thread, made once."""

import threading

from markdown_it import MarkdownIt

from community.core.markup.limits import MAX_NESTING
from community.core.markup.links import is_safe_href

from . import addresses, blocks, checklists, code, footnotes, quotes, spoilers, words

_local = threading.local()

# Names that end in one of these are taken for addresses without http:// in front. A short list on purpose: with every
# country code, main.py and readme.md would turn into links.
TOP_LEVEL_DOMAINS = ["com", "org", "net", "edu", "gov", "info", "de", "at", "ch", "eu", "dev", "io"]


def core(*, html: bool = False) -> MarkdownIt:
    """CommonMark, tables, strikethrough and links in plain text: the part that the public specifications describe."""
    md = MarkdownIt("commonmark", {"html": html, "linkify": True, "maxNesting": MAX_NESTING})
    md.enable(["table", "strikethrough", "linkify"])
    assert md.linkify is not None
    md.linkify.set({"fuzzy_link": True, "fuzzy_email": False, "fuzzy_ip": False})
    md.linkify.tlds(TOP_LEVEL_DOMAINS)
    return md


def forum() -> MarkdownIt:
    """Everything a post may use. Raw HTML is text, a single newline breaks the line."""
    md = core()
    md.options["breaks"] = True
    md.validateLink = is_safe_href  # type: ignore[method-assign]
    for part in (addresses, blocks, code, spoilers, footnotes, quotes, checklists, words):
        part.extend(md)
    return md


def parser() -> MarkdownIt:
    if not hasattr(_local, "parser"):
        _local.parser = forum()
    parser: MarkdownIt = _local.parser
    return parser
