"""The verbs: how each is said, where it leads, and who wants a mail about it. Every package adds its own in notices.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import Member

    from .models import Notification

Level = Literal["all", "direct", "needed", "never"]


def who(notification: Notification) -> str:
    """Who did it: one name, or "Bob, Ann and 3 others" when several notifications are shown as one line."""
    several: str = notification.__dict__.get("who", "")
    return several or (notification.actor.name if notification.actor else _("Somebody"))


def people(notification: Notification) -> int:
    """How many did it; for the verb of the sentence."""
    return int(notification.__dict__.get("people", 1))


def alone(notification: Notification) -> str:
    return ""


def subject_of(notification: Notification) -> str:
    """A group for verbs that tell of posts: "conversation:7" or "thread:4"."""
    data = notification.data
    return next((f"{name}:{data[name]}" for name in ("conversation", "thread") if data.get(name)), "")


@dataclass(frozen=True)
class Verb:
    """One thing that can be told.

    sentence and url are asked when the notification is read, in the reader's language. mail: "needed" mails everybody
    at once, "direct" is meant for the member, "all" is what they follow, "never" is not mailed. still_visible, when
    given, takes the reader and their notifications of this verb and answers the pks of those whose subject the reader may
    still see, in a fixed number of queries; the others are not shown, not mailed and lead nowhere.

    group: what belongs together: one mail, and read with what it is about.
    folds: unread ones of one group are one line; its sentence then says `who` (and counts `people`). across, when given,
    says it of one person's many acts in a short time: (who, how many) -> sentence. subject: what mails about the group
    are called, so that a mail program keeps them together. text: the words a mail quotes, by pk, for the reader.
    stop: the kind (unsubscribing.py) that ends mails about this group alone.
    """

    name: str
    sentence: Callable[[Notification], str]
    url: Callable[[Notification], str]
    mail: Level = "all"
    still_visible: Callable[[Member, Sequence[Notification]], set[int]] | None = None
    group: Callable[[Notification], str] = alone
    folds: bool = False
    across: Callable[[str, int], str] | None = None
    subject: Callable[[Notification], str] | None = None
    text: Callable[[Member, Sequence[Notification]], dict[int, str]] | None = None
    stop: str = ""


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
