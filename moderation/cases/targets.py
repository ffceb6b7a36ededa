"""What a case can be about: one small adapter a kind. The rest of moderation never asks whether it is a post."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.policies import can_see_profile
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.posts import levers as post_levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

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
    """How moderation handles one kind of thing. `thing` is always what `load` or `visible` gave."""

    kind: str
    levers: Mapping[str, Lever]  # outcome -> what it pulls; an outcome without one changes nothing

    def load(self, pk: int) -> Any: ...
    def visible(self, viewer: Viewer, pk: int) -> Any: ...
    def author(self, thing: Any) -> Member: ...
    def forum_id(self, thing: Any) -> int | None: ...
    def state(self, thing: Any) -> str: ...
    def put_back(self, thing: Any, state: str) -> bool: ...
    def text(self, thing: Any) -> str: ...
    def title(self, thing: Any) -> str: ...
    def version(self, thing: Any) -> int: ...
    def snapshot(self, thing: Any) -> dict[str, Any]: ...
    def neighbours(self, thing: Any) -> list[Neighbour]: ...


def _back_to_readers(restore: Lever) -> Lever:
    """What was found to be in order is readable again if it was hidden; what its author took back stays taken back."""

    def pull(thing: Any) -> bool:
        return restore(thing) if thing.state in ("hidden", "removed") else False

    return pull


class PostTarget:
    kind = "post"
    levers: Mapping[str, Lever] = {
        "keep": _back_to_readers(post_levers.restore),
        "release": post_levers.release,
        "hide": post_levers.hide,
        "remove": post_levers.remove,
        "reject": post_levers.reject,
    }

    def load(self, pk: int) -> Post | None:
        return Post.objects.select_related("thread__forum", "author").filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Post | None:
        return Post.objects.visible_to(viewer).select_related("thread__forum", "author").filter(pk=pk).first()

    def author(self, thing: Post) -> Member:
        return thing.author

    def forum_id(self, thing: Post) -> int | None:
        return thing.thread.forum_id

    def state(self, thing: Post) -> str:
        return thing.state

    def put_back(self, thing: Post, state: str) -> bool:
        return post_levers.to_state(thing, state)

    def text(self, thing: Post) -> str:
        return thing.source

    def title(self, thing: Post) -> str:
        return thing.thread.title

    def version(self, thing: Post) -> int:
        return thing.version

    def snapshot(self, thing: Post) -> dict[str, Any]:
        opens = thing.number == 1
        return {
            "title": thing.thread.title,
            "source": thing.source,
            "html": thing.html,
            "excerpt": thing.thread.title if opens else plain(thing.text, 200),
            "url": thing.get_absolute_url(),
            "version": thing.version,
            "number": thing.number,
            "opens": opens,
            "thread": thing.thread_id,
            "at": thing.created_at.isoformat(),
            "author": thing.author.username,
        }

    def neighbours(self, thing: Post) -> list[Neighbour]:
        """The published posts around it; a post that waits stands after the last one it could have been written after."""
        here = thing.number or thing.thread.last_number + 1
        found = (
            Post.objects.published()
            .filter(thread=thing.thread_id, number__range=(here - BEFORE, here + AFTER))
            .exclude(pk=thing.pk)
            .select_related("author")
            .order_by("number")
        )
        return [Neighbour(p.author.name, plain(p.text, 160), p.number or 0, (p.number or 0) - here) for p in found]


class ThreadTarget:
    kind = "thread"
    levers: Mapping[str, Lever] = {
        "keep": _back_to_readers(thread_levers.restore),
        "hide": thread_levers.hide,
        "remove": thread_levers.remove,
    }

    def load(self, pk: int) -> Thread | None:
        return Thread.objects.select_related("forum", "author").filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Thread | None:
        return Thread.objects.visible_to(viewer).select_related("forum", "author").filter(pk=pk).first()

    def author(self, thing: Thread) -> Member:
        return thing.author

    def forum_id(self, thing: Thread) -> int | None:
        return thing.forum_id

    def state(self, thing: Thread) -> str:
        return thing.state

    def put_back(self, thing: Thread, state: str) -> bool:
        return thread_levers.to_state(thing, state)

    def text(self, thing: Thread) -> str:
        opening = Post.objects.filter(thread=thing, number=1).values_list("source", flat=True).first()
        return f"{thing.title}\n\n{opening or ''}".strip()

    def title(self, thing: Thread) -> str:
        return thing.title

    def version(self, thing: Thread) -> int:
        # A thread has none of its own; its title and opening text carry the opening post's.
        return Post.objects.filter(thread=thing, number=1).values_list("version", flat=True).first() or 1

    def snapshot(self, thing: Thread) -> dict[str, Any]:
        opening = Post.objects.filter(thread=thing, number=1).values("html", "version").first() or {"html": "", "version": 1}
        return {
            "title": thing.title,
            "source": self.text(thing),
            "html": opening["html"],
            "excerpt": thing.title,
            "url": thing.get_absolute_url(),
            "version": opening["version"],
            "number": None,
            "thread": thing.pk,
            "at": thing.created_at.isoformat(),
            "author": thing.author.username,
        }

    def neighbours(self, thing: Thread) -> list[Neighbour]:
        found = (
            Post.objects.published()
            .filter(thread=thing, number__range=(2, 1 + AFTER + BEFORE))
            .select_related("author")
            .order_by("number")
        )
        return [Neighbour(p.author.name, plain(p.text, 160), p.number or 0, (p.number or 0) - 1) for p in found]


class MemberTarget:
    """A profile. What may be done to the account itself belongs to sanctions; here it can be found right or be reminded."""

    kind = "member"
    levers: Mapping[str, Lever] = {}

    def load(self, pk: int) -> Member | None:
        return Member.objects.filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Member | None:
        member = self.load(pk)
        return member if member is not None and can_see_profile(viewer, member) else None

    def author(self, thing: Member) -> Member:
        return thing

    def forum_id(self, thing: Member) -> int | None:
        return None

    def state(self, thing: Member) -> str:
        return "published" if thing.is_active else "hidden"

    def put_back(self, thing: Member, state: str) -> bool:
        return False

    def text(self, thing: Member) -> str:
        return "\n".join(part for part in (thing.name, thing.title, thing.location, thing.website, thing.bio) if part)

    def title(self, thing: Member) -> str:
        return thing.name

    def version(self, thing: Member) -> int:
        return 1

    def snapshot(self, thing: Member) -> dict[str, Any]:
        return {
            "title": thing.name,
            "source": self.text(thing),
            "html": "",
            "excerpt": plain(thing.bio, 200) or thing.name,
            "url": thing.get_absolute_url(),
            "version": 1,
            "number": None,
            "at": thing.date_joined.isoformat(),
            "author": thing.username,
        }

    def neighbours(self, thing: Member) -> list[Neighbour]:
        return []


TARGETS: dict[str, Target] = {target.kind: target for target in (PostTarget(), ThreadTarget(), MemberTarget())}


def kind_of(thing: Any) -> str:
    """The kind under which `thing` can be reported."""
    return {Post: "post", Thread: "thread"}.get(type(thing), "member")


def headline(kind: str, *, author: str, title: str) -> str:
    """What a case is about, as the heading of its page."""
    return {
        "post": _("Post by %(author)s in “%(title)s”"),
        "thread": _("Thread by %(author)s: “%(title)s”"),
        "member": _("Profile of %(author)s"),
    }[kind] % {"author": author, "title": title}
