"""What a case can be about: one small adapter a kind. The rest of moderation never asks whether it is a post.

The adapters stand in the files called target_*.py and in the rooms they belong to; moderation.apps registers them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from accounts.models import Member
from forums.access import Viewer

# Enough context to judge a post by: these many before it and after it.
BEFORE, AFTER = 2, 1
Lever = Callable[[Any], bool]


@dataclass(frozen=True)
class Neighbour:
    """A post near the one that is judged."""

    author: str
    text: str
    number: int
    distance: int  # negative: before


class Target(Protocol):
    """How moderation handles one kind of thing. `thing` is always what `load` or `visible` gave.

    `marks` is what an outcome can change besides the state; `put_marks` brings it back.
    """

    kind: str
    levers: Mapping[str, Lever]  # outcome -> what it pulls; an outcome without one changes nothing

    def load(self, pk: int) -> Any: ...
    def visible(self, viewer: Viewer, pk: int) -> Any: ...
    def author(self, thing: Any) -> Member: ...
    def forum_id(self, thing: Any) -> int | None: ...
    def state(self, thing: Any) -> str: ...
    def put_back(self, thing: Any, state: str) -> bool: ...
    def marks(self, thing: Any) -> dict[str, Any]: ...
    def put_marks(self, thing: Any, marks: Mapping[str, Any]) -> bool: ...
    def thread_id(self, thing: Any) -> int | None: ...
    def text(self, thing: Any) -> str: ...
    def title(self, thing: Any) -> str: ...
    def version(self, thing: Any) -> int: ...
    def snapshot(self, thing: Any) -> dict[str, Any]: ...
    def neighbours(self, thing: Any) -> list[Neighbour]: ...


class Plain:
    """What most kinds have nothing of; the base of their adapters."""

    levers: Mapping[str, Lever] = {}

    def put_back(self, thing: Any, state: str) -> bool:
        return False

    def marks(self, thing: Any) -> dict[str, Any]:
        return {}

    def put_marks(self, thing: Any, marks: Mapping[str, Any]) -> bool:
        return False

    def thread_id(self, thing: Any) -> int | None:
        return None

    def neighbours(self, thing: Any) -> list[Neighbour]:
        return []


def back_to_readers(restore: Lever) -> Lever:
    """What was found to be in order is readable again if it was hidden; what its author took back stays taken back."""

    def pull(thing: Any) -> bool:
        return restore(thing) if thing.state in ("hidden", "removed") else False

    return pull


def around(target: Target, thing: Any, snapshot: Mapping[str, Any]) -> list[Neighbour]:
    """What is shown beside the thing: what was kept with it, or what stands around it now."""
    if "around" in snapshot:
        return [Neighbour(**row) for row in snapshot["around"]]
    return target.neighbours(thing) if thing is not None else []


TARGETS: dict[str, Target] = {}
_KINDS: dict[type, str] = {}
_HEADLINES: dict[str, Callable[[str, str], str]] = {}


def register(target: Target, model: type, headline: Callable[[str, str], str]) -> None:
    """Make a kind known: its adapter, the model it is about, and how a case of it is called (author, title)."""
    TARGETS[target.kind] = target
    _KINDS[model] = target.kind
    _HEADLINES[target.kind] = headline


def kind_of(thing: Any) -> str:
    """The kind under which `thing` can be reported."""
    return _KINDS[type(thing)]


def headline(kind: str, *, author: str, title: str) -> str:
    """What a case is about, as the heading of its page."""
    return _HEADLINES[kind](author, title)
