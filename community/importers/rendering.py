"""An archived post's text, in our Markdown and as our HTML: the first source that shows what the old forum showed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from community.core.markup.render import Rendered, RenderError, render

from .fidelity import leaks, says_the_same, seen
from .markdown_text import fenced

# Imported texts may be longer than members may write today.
LONGEST = 400_000


@dataclass(frozen=True)
class Text:
    source: str
    rendered: Rendered
    way: int  # 0: the first source was good, 1: the second, ...
    leaked: tuple[str, ...] = ()


def choose(sources: Iterable[str], *, shown: str, people: Mapping[str, str]) -> Text:
    """Of `sources`, the first whose rendering leaks no sign and says the same as `shown`, or else the last."""
    original = seen(shown) if shown else None
    last: Text | None = None
    for way, source in enumerate(sources):
        try:
            rendered = render(source, people=people, limit=LONGEST)
        except RenderError:
            continue
        if original is None:
            return Text(source, rendered, way)
        ours = seen(rendered.html)
        last = Text(source, rendered, way, tuple(leaks(ours, original)))
        if not last.leaked and says_the_same(ours, original):
            return last
    if last is not None:
        return last
    # Nothing could be rendered: the bare words are better than a hole in the thread.
    bare = fenced(seen(shown).prose[:20_000])
    return Text(bare, render(bare, limit=LONGEST), 9)
