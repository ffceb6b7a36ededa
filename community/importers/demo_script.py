"""The demo community's threads, written as a play: a line for the thread, a line for who speaks and when, then what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

CONTENT = Path(__file__).parent / "demo_content"
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}
_AGE = re.compile(r"(\d+)([dhm])")
_SPEAKER = re.compile(r"@ (?P<who>\S+) (?P<age>(?:\d+[dhm])+)(?: <(?P<to>\d+))?(?P<more>(?: \w+=\S+)*)")


@dataclass
class Line:
    """A post: who, how long ago, in answer to which number, and what others made of it."""

    who: str
    age: timedelta
    reply_to: int | None
    reactions: dict[str, list[str]]
    edited: timedelta | None
    text: str = ""


@dataclass
class Scene:
    title: str
    facts: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)


class BadScript(ValueError):
    """A line of the play nobody can read."""


def age(text: str) -> timedelta:
    """ "2d6h" as a time span."""
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in _AGE.findall(text)), timedelta())


def scenes(folder: Path = CONTENT) -> list[Scene]:
    return [scene for file in sorted(folder.glob("*.md")) for scene in read(file.read_text("utf-8"))]


def read(text: str) -> Iterator[Scene]:
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        yield _scene(part)


def _scene(part: str) -> Scene:
    title, _newline, rest = part.partition("\n")
    scene = Scene(title.strip())
    for row in rest.split("\n"):
        if row.startswith("@ "):
            scene.lines.append(_line(row))
        elif scene.lines:
            scene.lines[-1].text += row + "\n"
        elif row.strip():
            name, _space, value = row.partition(" ")
            scene.facts[name] = value.strip() or "yes"
    for line in scene.lines:
        line.text = line.text.strip("\n")
    return scene


def _line(row: str) -> Line:
    found = _SPEAKER.fullmatch(row.strip())
    if found is None:
        raise BadScript(row)
    more = dict(pair.split("=", 1) for pair in found["more"].split())
    edited = age(more.pop("edited")) if "edited" in more else None
    return Line(
        who=found["who"],
        age=age(found["age"]),
        reply_to=int(found["to"]) if found["to"] else None,
        reactions={kind: names.split(",") for kind, names in more.items()},
        edited=edited,
    )
