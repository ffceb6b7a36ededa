"""Code blocks: coloured where the language is known, scrollable by keyboard, never trusted."""

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from community.core.markup.highlight import is_paintable, language, paint
from community.core.markup.limits import MAX_HIGHLIGHTED


def extend(md: MarkdownIt) -> None:
    md.add_render_rule("fence", _render)
    md.add_render_rule("code_block", _render)


def _render(self: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[idx]
    painted, label = _paint(token, env)
    opening = Token("pre_open", "pre", 1, attrs={"class": "code", "tabindex": "0"})
    if label:
        opening.attrs["data-language"] = label
    tag: Any = self.renderToken([opening], 0, options, env)
    return f"{tag}<code>{painted}</code></pre>\n"


def _paint(token: Token, env: EnvType) -> tuple[str, str]:
    known = language(token.info) if token.type == "fence" else None
    if known is None:
        return escape(token.content), ""
    lexer, label = known
    left = env.get("highlight_left", MAX_HIGHLIGHTED)
    if len(token.content) > left or not is_paintable(token.content):
        return escape(token.content), label
    env["highlight_left"] = left - len(token.content)
    return paint(token.content, lexer), label
