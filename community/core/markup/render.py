"""Markdown in, stored HTML out, with everything else that saving a post wants to know about its text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2s
from types import MappingProxyType

from .document import parse
from .dressing import Shown, Site, dress
from .grammar import parser
from .limits import MAX_HTML, MAX_MENTIONS, MAX_SOURCE, RenderError, SourceTooLong
from .reading import read
from .sanitize import clean

__all__ = ["MAX_SOURCE", "RENDERER_VERSION", "RenderError", "Rendered", "SourceTooLong", "render"]

# Stored beside the HTML. Raise it whenever the same source would give other HTML; a job renders older posts again.
RENDERER_VERSION = 1

_NOBODY: Mapping[str, str] = MappingProxyType({})
_NO_MEDIA: Mapping[str, tuple[int, int] | Shown] = MappingProxyType({})
_PREFIX = re.compile(r"[0-9a-z]{1,32}")


@dataclass(frozen=True)
class Rendered:
    """A text, ready to be stored and shown, and what its author pointed at."""

    html: str
    text: str
    excerpt: str
    mentions: tuple[str, ...]
    quoted_posts: tuple[int, ...]
    links: tuple[str, ...]
    image_urls: tuple[str, ...]


def render(
    source: str,
    *,
    people: Mapping[str, str] = _NOBODY,
    site_hosts: frozenset[str] = frozenset(),
    limit: int = MAX_SOURCE,
    media: Mapping[str, tuple[int, int] | Shown] = _NO_MEDIA,
    prefix: str = "",
) -> Rendered:
    """Render ``source``, at most ``limit`` characters of it, or raise SourceTooLong or RenderError.

    ``people`` maps folded names to profile pages; only these become mentions. ``media`` maps our own pictures and files
    to their size and smaller copies. ``prefix`` (small letters and digits) keeps the footnotes of two posts on one page
    apart; without it the text itself gives one.
    """
    document = parse(source, limit)
    if not _PREFIX.fullmatch(prefix):
        prefix = blake2s(document.source.encode(), digest_size=5).hexdigest()
    site = Site(people=people, hosts=frozenset(host.lower() for host in site_hosts), media=media)
    tokens = dress(document.tokens, site)
    markdown = parser()
    html = str(markdown.renderer.render(tokens, markdown.options, {"docId": prefix}))
    if len(html) > MAX_HTML:
        raise RenderError("the result would be too large")
    reading = read(document.tokens, site.hosts)
    return Rendered(
        html=clean(html),
        text=reading.text,
        excerpt=reading.excerpt,
        mentions=tuple(name for name in reading.names if name in people)[:MAX_MENTIONS],
        quoted_posts=tuple(reading.quoted),
        links=tuple(reading.links),
        image_urls=tuple(reading.images),
    )
