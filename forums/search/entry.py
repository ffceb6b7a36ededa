"""What both engines are given and what they give back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# A word in the title counts as much as so many in the text.
TITLE_WEIGHT = 5
# A word that stands everywhere is ranked among the newest posts that hold it: older ones would cost seconds and help nobody.
NEWEST = 3_000


@dataclass(frozen=True)
class Entry:
    """A post as the index keeps it: stems of its thread's title (opening post only) and of its text."""

    post_id: int
    title: list[str]
    body: list[str]


@dataclass(frozen=True)
class Sql:
    text: str
    params: tuple[Any, ...] = ()
