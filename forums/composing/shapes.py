"""Shapes for new threads (ThreadTemplate): what is typed stays, and what a shape asks for may be needed."""

from __future__ import annotations

import re

from forums.models import Forum, ThreadTemplate

MOST = 12
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


def templates_of(forum: Forum) -> list[ThreadTemplate]:
    return list(forum.templates.all()[:MOST])


def with_template(body: str, template: ThreadTemplate, *, known: list[str]) -> str:
    """The text in this shape: in place of an untouched template (one of `known`), below anything that was typed."""
    typed = body.replace("\r\n", "\n").strip()
    if not typed or typed in {text.replace("\r\n", "\n").strip() for text in known}:
        return template.body
    return f"{typed}\n\n{template.body}"


def unfilled(template: str, body: str) -> list[str]:
    """Headings of the template that the text does not have, or has nothing below."""
    given = {name.casefold(): text.strip() for name, text in _sections(template)}
    filled = {
        name.casefold() for name, text in _sections(body) if text.strip() and text.strip() != given.get(name.casefold(), "")
    }
    return [name for name, _text in _sections(template) if name.casefold() not in filled]


def _sections(text: str) -> list[tuple[str, str]]:
    pieces = _HEADING.split(text.replace("\r\n", "\n"))
    return list(zip(pieces[1::2], pieces[2::2], strict=True))
