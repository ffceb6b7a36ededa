"""Writing Markdown: text that stays text, code, quotes and spoilers in our own form."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\\`*_\[\]<>~|^]|&(?=#?\w)|(?<!\w):(?=[a-z0-9_+-]+:)|(?<![\w/])@(?=\w)")
_SIGNS_BUT_NAMES = re.compile(r"[\\`*_\[\]<>~|^]|&(?=#?\w)")
_LINE_START = re.compile(r"(?:[-+=#](?=[-+=#\s]|$)|:(?=::))")
_LINE_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
SPACE = re.compile(r"[ \t\r\n\f]+")


def escape(text: str, *, names: bool = False) -> str:
    """Text that Markdown shows as it is. With `names`, @names and :emoji: keep their meaning."""
    return (_SIGNS_BUT_NAMES if names else _SIGNS).sub(lambda found: "\\" + found[0], text)


def fenced(code: str, language: str = "") -> str:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code.strip(chr(10))}\n{fence}"


def spanned(code: str) -> str:
    code = SPACE.sub(" ", code)
    if not code.strip():
        return code
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    pad = " " if code[0] in "` " or code[-1] in "` " else ""
    return "`" * (longest + 1) + pad + code + pad + "`" * (longest + 1)


def quoted(body: str) -> str:
    return "\n".join(f"> {line}" if line.strip() else ">" for line in body.split("\n"))


def quote_of(name: str, body: str, address: str | None) -> str:
    """Our quote form, or a plain quote with a name where the post is not known."""
    label = escape(name)
    head = f"[{label}]({address}):" if address else f"{label}:" if name else ""
    return quoted(f"{head}\n\n{body.strip(chr(10))}" if head else body.strip("\n"))


def spoiler(title: str, body: str) -> str:
    longest = max((len(run) for run in re.findall(r"^[> ]*(:{3,})", body, re.MULTILINE)), default=2)
    colons = ":" * (longest + 1)
    return f"{colons}spoiler {SPACE.sub(' ', title).strip()}".rstrip() + f"\n{body}\n{colons}"


def harmless(line: str) -> str:
    """No line of text may look like the start of a list, a heading or a rule."""
    line = _LINE_NUMBER.sub(r"\1\\\2", line, count=1) if _LINE_NUMBER.match(line) else line
    return "\\" + line if _LINE_START.match(line) else line
