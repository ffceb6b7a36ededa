"""What comes with a post and is no part of its text: a poll, an event. It is screened with the text and made with the post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from forums.posts.models import Post


class Extra(Protocol):
    @property
    def text(self) -> str:
        """The words in it, for those who screen."""

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses that stand in a field of their own: they count as those in the text do."""

    def attach(self, post: Post) -> None:
        """Make it; called in the transaction that makes the post."""


def beside(text: str, extras: Sequence[Extra]) -> str:
    """The text with the words of what comes with it."""
    return "\n".join([text, *(extra.text for extra in extras)])
