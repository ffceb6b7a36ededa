"""Narrowing a list: in one forum, with one tag, of one kind. All of it stands in the address and can be passed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from forums.access import rights_of
from forums.models import Right
from forums.threads.models import Thread, ThreadQuerySet
from forums.tree import nodes, with_descendants

# What a thread can be asked to be; a row each: the word in the address, its name, the fields it stands for.
KINDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "discussion": (_("discussions"), {"kind": Thread.Kind.DISCUSSION}),
    "question": (_("questions"), {"kind": Thread.Kind.QUESTION}),
    "unsolved": (_("questions without a solution"), {"kind": Thread.Kind.QUESTION, "accepted_number": None}),
    "solved": (_("solved questions"), {"accepted_number__isnull": False}),
    "announcement": (_("announcements"), {"kind": Thread.Kind.ANNOUNCEMENT}),
    "open": (_("open to replies"), {"is_locked": False}),
}


@dataclass(frozen=True)
class Wishes:
    forum_ids: tuple[int, ...] = ()
    forum: str = ""
    tag: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return bool(self.forum or self.tag or self.kind)

    def narrow(self, threads: ThreadQuerySet) -> ThreadQuerySet:
        if self.forum:
            threads = threads.filter(forum__in=self.forum_ids)
        if self.tag:
            threads = threads.filter(tags__slug=self.tag)
        return threads.filter(**KINDS[self.kind][1]) if self.kind else threads

    @property
    def kinds(self) -> list[tuple[str, Any]]:
        return [(word, name) for word, (name, _fields) in KINDS.items()]


def wishes_of(request: HttpRequest) -> Wishes:
    """What the address asks for; a forum the viewer does not see, or a kind nobody made, is not found."""
    slug, kind = request.GET.get("forum", "")[:100], request.GET.get("kind", "")
    tag = request.GET.get("tag", "").replace("\0", "")[:60].strip()
    forum_ids: tuple[int, ...] = ()
    if slug:
        readable = set(rights_of(request.user).forums(Right.READ))
        found = next((node for node in nodes().values() if node.slug == slug and node.id in readable), None)
        if found is None:
            raise Http404
        forum_ids = tuple(with_descendants(found.id))
    if kind and kind not in KINDS:
        raise Http404
    return Wishes(forum_ids, slug, tag, kind)
