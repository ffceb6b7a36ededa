"""A thread as the thing a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from .targets import AFTER, BEFORE, Lever, Neighbour, back_to_readers, register


class ThreadTarget:
    kind = "thread"
    levers: Mapping[str, Lever] = {
        "keep": back_to_readers(thread_levers.restore),
        "hide": thread_levers.hide,
        "remove": thread_levers.remove,
        "lock": thread_levers.lock,
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

    def marks(self, thing: Thread) -> dict[str, Any]:
        return {"locked": thing.is_locked}

    def put_marks(self, thing: Thread, marks: Mapping[str, Any]) -> bool:
        return thread_levers.lock(thing) if marks["locked"] else thread_levers.unlock(thing)

    def thread_id(self, thing: Thread) -> int | None:
        return thing.pk

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


register(
    ThreadTarget(), Thread, lambda author, title: _("Thread by %(author)s: “%(title)s”") % {"author": author, "title": title}
)
