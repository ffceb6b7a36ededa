"""What the composer inserts when somebody quotes a post. The result is plain Markdown and may be edited freely."""

import re

from .document import parse
from .limits import prepare

_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~:@!#^])")


def quote(*, name: str, source: str, post_id: int = 0, address: str = "") -> str:
    """Markdown that quotes ``source`` as said by ``name``: without the quotes inside it, with a blank line to write on.

    It leads to the post, or to another address of ours.
    """
    body = _without_quotes(prepare(source, len(source)))
    label = _SPECIAL.sub(r"\\\1", " ".join(name.split()))
    gap = "" if _opens_with_paragraph(body) else ">\n"
    quoted = "".join(f"> {line}\n" if line.strip() else ">\n" for line in body.split("\n"))
    where = address or f"/p/{int(post_id)}/"
    return f"> [{label}]({where}):\n{gap}{quoted}\n"


def _opens_with_paragraph(body: str) -> bool:
    """A heading, a list or code would melt into the line above it, which names the author; so would a ruler of any kind."""
    first = next(iter(parse(body, len(body)).tokens), None)
    return first is not None and first.type == "paragraph_open" and not body.lstrip().startswith(("=", "-", "|", ":"))


def _without_quotes(source: str) -> str:
    lines = source.split("\n")
    dropped: set[int] = set()
    for token in parse(source, len(source)).tokens:
        if token.type == "blockquote_open" and token.level == 0 and token.map:
            dropped.update(range(*token.map))
    kept: list[str] = []
    for number, line in enumerate(lines):
        if number in dropped:
            continue
        # Where a quote stood between two blank lines, one is enough.
        if number - 1 in dropped and not line.strip() and (not kept or not kept[-1].strip()):
            continue
        kept.append(line)
    return "\n".join(kept).strip("\n")
