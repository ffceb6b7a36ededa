"""Task lists: ``- [ ] buy screws`` as a list with check boxes that only show, never act."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[([ xX])\][ \t]")


def extend(md: MarkdownIt) -> None:
    md.core.ruler.after("inline", "checklists", _find)


def _find(state: StateCore) -> None:
    lists: list[Token] = []
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and index >= 2 and tokens[index - 2].type == "list_item_open" and _check(token):
            tokens[index - 2].attrs["class"] = "task"
            lists[-1].attrs["class"] = "tasks"


def _check(inline: Token) -> bool:
    """Put box and words into one label, so that the box has a name for those who cannot see it."""
    children = inline.children or []
    box = _BOX.match(children[0].content) if children and children[0].type == "text" else None
    if box is None:
        return False
    children[0].content = " " + children[0].content[box.end() :]
    attrs: dict[str, str | int | float] = {"type": "checkbox", "disabled": ""}
    if box[1] != " ":
        attrs["checked"] = ""
    inline.children = [
        Token("label_open", "label", 1),
        Token("checkbox", "input", 0, attrs=attrs),
        *children,
        Token("label_close", "label", -1),
    ]
    return True
