"""Words with a meaning: @names and :emoji:, found in running text only, never in code, links or addresses."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from community.core.markup.emoji import EMOJI

_WORD = re.compile(r"(?<![\w@/.+=-])@(?P<name>\w[\w.+-]{0,149})|(?<![\w:]):(?P<emoji>[a-z0-9_+-]{1,40}):(?![\w])")


def extend(md: MarkdownIt) -> None:
    # After addresses were found and before escaped characters are joined to their neighbours, so \@bob stays text.
    md.core.ruler.after("linkify", "words", _find)


def _find(state: StateCore) -> None:
    for inline in state.tokens:
        if inline.type != "inline" or not inline.children or ("@" not in inline.content and ":" not in inline.content):
            continue
        children: list[Token] = []
        links = 0
        for child in inline.children:
            if child.type in ("link_open", "link_close"):
                links += child.nesting
            if child.type == "text":
                children += _split(child, may_mention=not links)
            else:
                children.append(child)
        inline.children = children


def _split(text: Token, *, may_mention: bool) -> list[Token]:
    parts: list[Token] = []
    content, done = text.content, 0
    for match in _WORD.finditer(content):
        if match["emoji"] in EMOJI:
            parts.append(_like(text, "text", content[done : match.start()] + EMOJI[match["emoji"]]))
            done = match.end()
        elif match["name"] and may_mention:
            # A dot or dash at the end belongs to the sentence.
            end = match.end() - len(match["name"]) + len(match["name"].rstrip(".+-"))
            parts += [
                _like(text, "text", content[done : match.start()]),
                _like(text, "mention", content[match.start() : end]),
            ]
            done = end
    if not parts:
        return [text]
    return [*parts, _like(text, "text", content[done:])]


def _like(model: Token, kind: str, content: str) -> Token:
    return Token(kind, "", 0, content=content, level=model.level)
