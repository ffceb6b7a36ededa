"""Every address of the site, found by asking the site, filled in with things that exist or with things that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

WORDS = {
    "IntConverter": "int",
    "StringConverter": "str",
    "SlugConverter": "slug",
    "PathConverter": "path",
    "UUIDConverter": "uuid",
}
HUGE = 99999999999999999999
ODD = "%F0%9F%AA%9A-%E2%80%AE-%27%22%3Cx%3E"
# Numbers no column holds, words where numbers belong, other people's pages, too much of everything.
HOSTILE_QUERY = "&".join(
    [
        "page=99999999999999999999",
        "page=-1",
        "cursor=eyJ4IjoxfQ",
        "q=%22open+author%3A%2A+AND+%28+before%3A0000-99-99+%F0%9F%AA%9A+%FF",
        "next=//evil.example",
        "sort=1;drop",
        "kind=__class__",
        "forum=99999999999999999999",
        "state=%5B%5D",
        "q[]=1",
        "case=" + "9" * 400,
        "reply_to=-9999999999999999999999",
        "since=10000-01-01",
        "period=x",
        "x" * 300 + "=y",
    ]
)
HOSTILE_FORM = {
    "title": ["\u202eevil" * 50, "second"],
    "body": "[x](javascript:alert(1)) " + ">" * 500,
    "version": str(HUGE),
    "reply_to": "-1",
    "number": "1e9",
    "kind": "\U0001fa9a",
    "level": "99999999999",
    "language": "xx",
    "reason": str(HUGE),
    "rule": "abc",
    "outcome": "__init__",
    "forum": str(HUGE),
    "until": "0000-00-00T99:99",
    "form_token": "x" * 5000,
    "next": "https://evil.example/",
    "tags": ",".join(["tag"] * 100),
    "thread": "NaN",
    "place": "post:99999999999999999999",
}


@dataclass(frozen=True)
class Door:
    """One address: its full name ("forums:thread"), how it looks ("t/<int:pk>/"), what answers."""

    name: str
    route: str
    callback: Any
    converters: dict[str, str]

    def path(self, values: dict[str, Any]) -> str:
        """The address with its gaps filled; values are looked up as "forums:thread.pk", then "pk"."""
        found = self.route
        for parameter, kind in self.converters.items():
            value = values.get(f"{self.name}.{parameter}", values.get(parameter, 1 if kind == "int" else "x"))
            gap = f"<{kind}:{parameter}>" if f"<{kind}:{parameter}>" in found else f"<{parameter}>"
            found = found.replace(gap, str(value))
        return "/" + found


def doors(*, admin: bool = False) -> list[Door]:
    """All addresses; those of Django's admin only when asked for, because it has hundreds of the same kind."""
    return [door for door in _walk(get_resolver().url_patterns, "", "", {}) if admin or not door.route.startswith("admin/")]


def _walk(patterns: list[Any], before: str, space: str, gaps: dict[str, str]) -> Iterator[Door]:
    for entry in patterns:
        route = before + str(getattr(entry.pattern, "_route", ""))
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, route, inner, gaps | _gaps(entry))
        elif isinstance(entry, URLPattern):
            if isinstance(entry.pattern, RegexPattern):
                # The few addresses given by a regular expression are asked about in tests of their own.
                continue
            yield Door(f"{space}{entry.name}", route, entry.callback, gaps | _gaps(entry))


def _gaps(entry: URLPattern | URLResolver) -> dict[str, str]:
    return {name: WORDS.get(type(converter).__name__, "str") for name, converter in entry.pattern.converters.items()}
