"""What an archive says, in words every importer shares. An importer reads its archive into these; base.py makes rows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from .html_to_markdown import PostAddress


@dataclass
class Person:
    their_id: str
    username: str
    joined: datetime
    trust: int = 0


@dataclass(frozen=True)
class Copy:
    version: int
    at: datetime
    typed: str


@dataclass(frozen=True)
class ArchivedPost:
    their_id: str
    number: int
    author: str  # their id of the person
    created_at: datetime
    typed: str = ""  # the source as it was typed there, where the archive has it
    shown: str = ""  # the HTML the old forum showed
    state: str = "published"
    edited_at: datetime | None = None
    version: int = 1
    reply_to: int | None = None
    likes: int = 0
    # Other copies of the same post that lie in the archive: counted with it; where they say something else, an earlier version.
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True)
class ArchivedThread:
    their_id: str
    title: str
    forum: str  # their id of the forum
    posts: tuple[ArchivedPost, ...]  # by number
    kind: str = "discussion"
    is_hidden: bool = False
    is_locked: bool = False
    is_pinned: bool = False
    is_pinned_everywhere: bool = False
    pinned_until: datetime | None = None  # None with is_pinned: for good
    accepted_number: int | None = None
    views: int = 0
    tags: tuple[str, ...] = ()


@dataclass
class Survey:
    """What a first look at the whole archive finds: enough to make people and forums before the first post."""

    people: dict[str, Person] = field(default_factory=dict)
    forums: dict[str, str] = field(default_factory=dict)  # their id -> name
    numbers: dict[str, frozenset[int]] = field(default_factory=dict)  # thread -> numbers of its posts
    post_ids: set[str] = field(default_factory=set)
    host: str = ""  # where the forum was, for links without a host


class Archive(Protocol):
    source: str  # one archive, one name: "discourse:urho3d"

    def survey(self) -> Survey: ...

    def threads(self) -> Iterator[ArchivedThread]: ...

    def to_markdown(self, post: ArchivedPost, thread: str, *, host: str, address: PostAddress) -> Iterator[str]:
        """Sources to try, the most faithful first; the first that shows what the old forum showed is taken."""
        ...
