"""What a thread may have beside its posts."""

from __future__ import annotations

from django import template

from forums.polls.queries import Line

register = template.Library()


@register.simple_tag
def marked_place(marked: dict[int, str] | None, line: Line) -> int | None:
    """The place given to an option: as it was just filled in, else as it was cast."""
    if not isinstance(marked, dict):
        return line.rank
    raw = marked.get(line.position, "")
    return int(raw) if raw.isascii() and raw.isdigit() else None


@register.simple_tag
def is_marked(marked: dict[int, str] | None, line: Line) -> bool:
    return line.position in marked if isinstance(marked, dict) else line.is_mine
