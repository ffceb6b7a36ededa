"""A post as the thing a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.composing.attaching import words_beside
from forums.posts import levers as post_levers
from forums.posts.models import Post

from .targets import AFTER, BEFORE, Lever, Neighbour, back_to_readers, register


class PostTarget:
    kind = "post"
    levers: Mapping[str, Lever] = {
        "keep": back_to_readers(post_levers.restore),
        "release": post_levers.release,
        "hide": post_levers.hide,
        "remove": post_levers.remove,
        "reject": post_levers.reject,
        "revise": post_levers.hide,
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

    def marks(self, thing: Post) -> dict[str, Any]:
        return {"number": thing.number, "published": thing.published_at is not None}

    def put_marks(self, thing: Post, marks: Mapping[str, Any]) -> bool:
        return post_levers.forget_publication(thing) if not marks["published"] else False

    def thread_id(self, thing: Post) -> int | None:
        return thing.thread_id

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
            # What comes with the post and is no part of its text: whoever decides about it decides about this too.
            "beside": words_beside(thing),
            # Of a wiki, whose words were saved last: its author may have nothing to do with them.
            "last_hand": thing.edited_by.username if thing.is_wiki and thing.edited_by else "",
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


register(PostTarget(), Post, lambda author, title: _("Post by %(author)s in “%(title)s”") % {"author": author, "title": title})
