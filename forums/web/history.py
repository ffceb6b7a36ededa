"""The earlier versions of a post, each with what changed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Member
from forums import policies
from forums.access import Viewer
from forums.posts.difference import Piece, Row, difference, side_by_side
from forums.posts.models import Post

MOST_SHOWN = 30


@dataclass(frozen=True)
class Version:
    number: int
    source: str
    title: str
    written_by: Member | None
    written_at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Step:
    """A version and what it changed of the one before."""

    version: Version
    pieces: list[Piece]
    title_pieces: list[Piece]

    @property
    def rows(self) -> list[Row]:
        return side_by_side(self.pieces)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("thread__forum", "author", "edited_by")
    post = get_object_or_404(posts, pk=pk)
    versions = versions_for(request.user, post)
    steps = [
        Step(new, difference(old.source, new.source), difference(old.title, new.title) if old.title != new.title else [])
        for old, new in itertools.pairwise(versions)
    ]
    return render(
        request,
        "forums/history.html",
        {
            "post": post,
            "thread": post.thread,
            "first": versions[0],
            "steps": steps[::-1],
            "is_whole": versions[0].number == 1,
            "beside": request.GET.get("view") == "beside",
        },
    )


def versions_for(viewer: Viewer, post: Post) -> list[Version]:
    """Oldest first, the present one last.

    What a moderator took out of a text stays out of sight: others see the versions since then, the author and
    moderators all.
    """
    rows = list(post.revisions.select_related("written_by").order_by("-number")[:MOST_SHOWN])[::-1]
    versions = [Version(row.number, row.source, row.title, row.written_by, row.written_at) for row in rows]
    # A revision carries the reason of the edit that replaced it.
    reasons = [row.reason for row in rows]
    versions.append(
        Version(
            post.version,
            post.source,
            post.thread.title if post.is_opening else "",
            post.edited_by if post.edited_at else post.author,
            post.edited_at or post.created_at,
        )
    )
    versions = versions[:1] + [
        Version(v.number, v.source, v.title, v.written_by, v.written_at, reason)
        for v, reason in zip(versions[1:], reasons, strict=True)
    ]
    if viewer.pk == post.author_id or policies.can_moderate(viewer, post.thread.forum_id):
        return versions
    foreign = [n for n, version in enumerate(versions) if _took_out(version.written_by, post)]
    return versions[max(foreign, default=0) :]


def _took_out(editor: Member | None, post: Post) -> bool:
    """Whether what stood there before this editor's version may be what was to disappear."""
    if editor is None or editor.pk == post.author_id:
        return editor is None
    # A wiki is everybody's: what a member changed in it is no secret. Who moderates may have taken something out there, too.
    return not post.is_wiki or bool(policies.can_moderate(editor, post.thread.forum_id))
