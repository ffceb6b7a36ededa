"""What an old forum showed, as Markdown that shows the same here.

An own converter, because none that exists knows our quotes and spoilers, and because text from ten years of people must
come out as text: every character that Markdown would take as a sign is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from .html_tree import Element, parse
from .markdown_text import SPACE, escape, fenced, harmless, quote_of, quoted, spanned, spoiler

# (their topic, post number) -> address of the quoted post here, or None when nobody knows it.
PostAddress = Callable[[str, int], str | None]

_SKIPPED = {"script", "style", "svg", "head", "template", "noscript", "button", "input", "colgroup", "meta", "link", "wbr"}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "ul",
        "ol",
        "li",
        "pre",
        "blockquote",
        "aside",
        "table",
        "hr",
        "details",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "header",
        "footer",
        "figure",
        "figcaption",
        "center",
        "dl",
        "dt",
        "dd",
        "iframe",
        "video",
        "audio",
        "summary",
        "fieldset",
    ]
)
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}


def convert(html: str, *, base: str = "", address: PostAddress = lambda topic, number: None) -> str:
    """`html`, which is trusted to be what Discourse stored, as Markdown. `base` completes addresses without a host."""
    return _Writer(base, address).blocks(parse(html).children).strip("\n")


class _Writer:
    def __init__(self, base: str, address: PostAddress) -> None:
        self.base = base
        self.address = address

    # --- blocks ---

    def blocks(self, nodes: list[Element | str], between: str = "\n\n") -> str:
        return between.join(self._blocks(nodes))

    def _blocks(self, nodes: list[Element | str]) -> list[str]:
        found: list[str] = []
        line: list[Element | str] = []
        for node in nodes:
            if isinstance(node, Element) and (node.tag in _BLOCKS or self._holds_block(node)):
                self._flush(line, found)
                block = self._block(node)
                if block.strip():
                    found.append(block)
            else:
                line.append(node)
        self._flush(line, found)
        return found

    def _holds_block(self, node: Element) -> bool:
        return (
            node.tag not in ("a", "code")
            and node.find(lambda inner: inner.tag in _BLOCKS and inner.tag not in ("div", "figure")) is not None
        )

    def _flush(self, line: list[Element | str], found: list[str]) -> None:
        text = self.lines(line)
        line.clear()
        if text:
            found.append(text)

    def lines(self, nodes: list[Element | str]) -> str:
        """A paragraph."""
        lines = [line.strip() for line in self.inline(nodes).split("\n")]
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join(harmless(line) for line in lines)

    def _block(self, node: Element) -> str:
        tag, classes = node.tag, node.classes
        if tag == "pre":
            return self._pre(node)
        if tag == "hr":
            return "---"
        if tag in ("ul", "ol"):
            return self._list(node)
        if tag == "aside" and "quote" in classes:
            return self._quote(node)
        if (tag == "aside" and "onebox" in classes) or (tag == "div" and node.attrs.get("data-onebox-src")):
            return self._onebox(node)
        if tag == "blockquote":
            return quoted(self.blocks(node.children))
        if tag == "table":
            return self._table(node)
        if re.fullmatch("h[1-6]", tag):
            text = self.lines(node.children).replace("\n", " ")
            return f"{'#' * int(tag[1])} {text}" if text else ""
        if tag == "details":
            return self._details(node)
        if classes & {"spoiler", "spoiled"}:
            return spoiler("", self.blocks(node.children))
        if classes & {"poll"}:
            return self._poll(node)
        if tag in ("iframe", "video", "audio"):
            inner = node.find(lambda element: bool(element.attrs.get("src") or element.attrs.get("href")))
            return self._link_alone(node.attrs.get("src") or (inner.attrs.get("src") or inner.attrs["href"] if inner else ""))
        if classes & {"lazyYT", "lazy-video-container", "youtube-onebox"} and node.attrs.get("data-youtube-id"):
            return self._link_alone(f"https://www.youtube.com/watch?v={node.attrs['data-youtube-id']}")
        if classes & {"meta", "quote-controls"}:
            return ""
        return self.blocks(node.children)

    def _pre(self, node: Element) -> str:
        code = node.find(lambda element: element.tag == "code")
        classes = (code or node).classes
        language = next((name.removeprefix("lang-") for name in classes if name.startswith("lang-")), "")
        if language in ("auto", "nohighlight", "text", "plaintext") or not re.fullmatch(r"[\w+#.-]{1,30}", language):
            language = ""
        return fenced((code or node).text(), language)

    def _list(self, node: Element) -> str:
        items = []
        number = int(node.attrs["start"]) if node.attrs.get("start", "").isdigit() else 1
        for child in node.children:
            if isinstance(child, str):
                continue
            mark = f"{number}. " if node.tag == "ol" else "- "
            number += 1
            parts = self._blocks(child.children) if child.tag == "li" else [self._block(child)]
            body = ""
            for part in parts:
                body += ("\n" if re.match(r"(?:- |\d+\. )", part) else "\n\n") * bool(body) + part
            indent = " " * len(mark)
            items.append(mark + "\n".join(indent + line if line.strip() else "" for line in body.split("\n")).strip())
        return "\n".join(items)

    def _quote(self, node: Element) -> str:
        inner = node.find(lambda element: element.tag == "blockquote")
        body = self.blocks(inner.children) if inner else ""
        name, number = node.attrs.get("data-username", ""), node.attrs.get("data-post", "")
        if not name:
            title = node.find(lambda element: "title" in element.classes)
            name = SPACE.sub(" ", title.text()).strip().rstrip(":") if title else ""
        known = self.address(node.attrs.get("data-topic", ""), int(number)) if number.isdigit() else None
        return quote_of(name, body, known)

    def _onebox(self, node: Element) -> str:
        link = node.find(lambda element: element.tag == "a" and bool(element.attrs.get("href")))
        return self._link_alone(node.attrs.get("data-onebox-src") or (link.attrs["href"] if link else ""))

    def _link_alone(self, address: str) -> str:
        address = self._absolute(address)
        return f"<{address}>" if _is_web(address) else ""

    def _table(self, node: Element) -> str:
        rows: list[list[str]] = []
        for row in _all(node, "tr"):
            rows.append([self.lines(cell.children).replace("\n", " ") for cell in row.children if isinstance(cell, Element)])
        if not rows:
            return ""
        width = max(len(row) for row in rows)
        lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
        return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])

    def _details(self, node: Element) -> str:
        title = next((child for child in node.children if isinstance(child, Element) and child.tag == "summary"), None)
        rest = [child for child in node.children if child is not title]
        return spoiler(title.text() if title else "", self.blocks(rest))

    def _poll(self, node: Element) -> str:
        options = [self.lines(item.children).replace("\n", " ") for item in _all(node, "li")]
        return "\n".join(["*Poll*", "", *(f"- {option}" for option in options)])

    # --- inside a line ---

    def inline(self, nodes: list[Element | str]) -> str:
        pieces: list[tuple[str, str]] = []  # (mark, text)
        for node in nodes:
            if isinstance(node, str):
                pieces.append(("", escape(SPACE.sub(" ", node))))
            elif node.tag in _MARKS:
                inner = self.inline(node.children)
                core = inner.strip()
                if core:
                    pieces += [
                        ("", " " * inner.startswith(" ")),
                        (_MARKS[node.tag] if "\n\n" not in core else "", core),
                        ("", " " * inner.endswith(" ")),
                    ]
            elif node.tag not in _SKIPPED:
                pieces.append(("", self._inline(node)))
        pieces = [piece for piece in pieces if piece[1]]
        written = ""
        for place, (mark, text) in enumerate(pieces):
            after = pieces[place + 1][1][0] if place + 1 < len(pieces) else " "
            # Signs stuck to a word from outside would stay visible: better no emphasis than stray asterisks.
            sticks = (written[-1:].isalnum() and not text[0].isalnum()) or (after.isalnum() and not text[-1].isalnum())
            next_mark = pieces[place + 1][0] if place + 1 < len(pieces) else ""
            # Two emphases in a row would run together.
            sticks = sticks or (bool(mark) and (written[-1:] in ("*", "~") or next_mark[:1] == mark[:1]))
            written += text if not mark or sticks else f"{mark}{text}{mark}"
        return written

    def _inline(self, node: Element) -> str:
        if node.tag == "br":
            return "\n"
        if node.tag in ("code", "kbd", "tt", "samp"):
            return spanned(node.text())
        if node.tag == "a":
            return self._link(node)
        if node.tag == "img":
            return self._image(node)
        if node.classes & {"spoiler", "spoiled"}:
            inner = self.inline(node.children).strip()
            return f"||{inner}||" if inner else ""
        if node.tag in _BLOCKS:
            return self.inline(node.children) if not node.classes & {"meta"} else ""
        return self.inline(node.children)

    def _link(self, node: Element) -> str:
        href = self._absolute(node.attrs.get("href", ""))
        picture = node.find(lambda element: element.tag == "img" and "emoji" not in element.classes)
        if "mention" in node.classes or "mention-group" in node.classes:
            return escape(node.text(), names=True)
        if picture is not None and not node.text().strip():
            return f"[{self._alt(picture)}](<{href}>)" if _is_web(href) else self._image(picture)
        if picture is not None and "lightbox" in node.classes:
            return f"[{self._alt(picture)}](<{href}>)" if _is_web(href) else self._image(picture)
        if not (_is_web(href) or href.startswith("mailto:")) or "footnote-backref" in node.classes:
            return "" if "footnote-backref" in node.classes else self.inline(node.children)
        text = self.inline(node.children).strip().replace("\n", " ")
        bare = node.text().strip()
        if not text:
            return ""
        if bare == href and not re.search(r"[\s<>]", href) and not href.startswith("mailto:"):
            return f"<{href}>"
        return f"[{text}](<{href}>)"

    def _image(self, node: Element) -> str:
        if "emoji" in node.classes:
            return node.attrs.get("alt", "") or node.attrs.get("title", "")
        source = self._absolute(node.attrs.get("src", ""))
        if not _is_web(source):
            return f"*({self._alt(node)})*"
        return f"![{self._alt(node)}](<{source}>)"

    def _alt(self, node: Element) -> str:
        name = node.attrs.get("alt", "") or node.attrs.get("title", "")
        return escape(SPACE.sub(" ", name).strip()) or "image"

    def _absolute(self, address: str) -> str:
        address = address.strip()
        if address.startswith("//"):
            address = "https:" + address
        if address.startswith("/") and self.base:
            address = urljoin(self.base, address)
        return re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", address)


def _is_web(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _all(node: Element, tag: str) -> list[Element]:
    found: list[Element] = []
    for child in node.children:
        if isinstance(child, Element):
            found += [child] if child.tag == tag else _all(child, tag)
    return found
