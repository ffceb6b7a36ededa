"""The verbs: how each is said, where it leads, and who wants a mail about it. Every package adds its own in notices.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from accounts.models import Member

    from .models import Notification

Level = Literal["all", "direct", "needed", "never"]


@dataclass(frozen=True)
class Verb:
    """One thing that can be told.

    sentence and url are asked when the notification is read, in the reader's language. mail: "needed" mails everybody,
    "direct" those who want what is meant for them, "all" those who want everything, "never" nobody. still_visible, when
    given, takes the reader and their notifications of this verb and answers the pks of those whose subject the reader may
    still see, in a fixed number of queries; the others are not shown, not mailed and lead nowhere.
    """

    name: str
    sentence: Callable[[Notification], str]
    url: Callable[[Notification], str]
    mail: Level = "all"
    still_visible: Callable[[Member, Sequence[Notification]], set[int]] | None = None


_verbs: dict[str, Verb] = {}


def register(verb: Verb) -> Verb:
    """Make the verb known. A second one of the same name is a mistake in the code."""
    known = _verbs.setdefault(verb.name, verb)
    if known is not verb:
        raise ValueError(f"two verbs are called {verb.name!r}")
    return verb


def find(name: str) -> Verb | None:
    """The verb, or None when the package that knew it is gone; its notifications are then not shown."""
    return _verbs.get(name)
