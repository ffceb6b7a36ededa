"""The forms of a page, filled in and ready to send: what anybody could do there with the mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

WORDS = "It advertises a shop, and I say so in a sentence."
NUMBERS = {
    "number": "1",
    "date": "2031-01-01",
    "datetime-local": "2031-01-01T10:00",
    "email": "x@example.org",
    "url": "https://x.example",
}


@dataclass
class Control:
    tag: str
    name: str
    kind: str
    value: str
    disabled: bool
    checked: bool = False
    options: list[str] = field(default_factory=list)
    words: str = ""


@dataclass
class Form:
    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def fillings(self) -> Iterator[dict[str, Any]]:
        """Each button pressed twice: once with the first choice everywhere and boxes ticked, once with the last and none."""
        buttons = [c for c in self.controls if c.kind == "submit" and not c.disabled] or [None]
        for button in buttons:
            for last in (False, True):
                data: dict[str, Any] = {}
                for control in self.controls:
                    if control.name and not control.disabled and control.kind not in ("submit", "file", "button"):
                        _fill(data, control, last)
                if button is not None and button.name:
                    data[button.name] = button.value
                yield data


def _fill(data: dict[str, Any], control: Control, last: bool) -> None:
    if control.tag == "select":
        real = [value for value in control.options if value] or [""]
        data[control.name] = real[-1 if last else 0]
    elif control.kind == "radio":
        if last or control.name not in data:
            data[control.name] = control.value
    elif control.kind == "checkbox":
        if not last:
            data.setdefault(control.name, []).append(control.value or "on")
    elif control.kind == "hidden":
        data[control.name] = control.value
    elif control.tag == "textarea" or control.kind in ("text", "search"):
        data[control.name] = f"{control.words or control.value} {WORDS}".strip()
    else:
        data[control.name] = control.value or NUMBERS.get(control.kind, "1")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.loose: list[tuple[str, Control]] = []
        self.open: Form | None = None
        self.last: Control | None = None
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])
        elif tag == "form":
            self.open = Form(said.get("action", ""), said.get("method", "get").lower())
            self.forms.append(self.open)
            if said.get("id"):
                self.by_id[said["id"]] = self.open
        elif tag in ("input", "select", "textarea", "button"):
            kind = said.get("type", "submit" if tag == "button" else "text").lower()
            self.last = Control(tag, said.get("name", ""), kind, said.get("value", ""), "disabled" in said, "checked" in said)
            if said.get("form"):
                self.loose.append((said["form"], self.last))
            elif self.open is not None:
                self.open.controls.append(self.last)
        elif tag == "option" and self.last is not None:
            self.last.options.append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self.last is not None and self.last.tag == "textarea":
            self.last.words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag in ("textarea", "select", "button"):
            self.last = None


def read(page: str, address: str) -> tuple[list[Form], list[str]]:
    """The forms with their full addresses, and the addresses of this site the page links to."""
    reader = _Reader()
    reader.feed(page)
    for name, control in reader.loose:
        if name in reader.by_id:
            reader.by_id[name].controls.append(control)
    for form in reader.forms:
        form.action = urljoin(address, form.action) if form.action else address
    links = [
        urljoin(address, link) for link in reader.links if not urlsplit(link).netloc and not link.startswith(("#", "mailto:"))
    ]
    return reader.forms, list(dict.fromkeys(link.split("#")[0] for link in links))
