"""The posts of a page of a thread, and where a post stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from accounts.ignoring.queries import ignores_in_force
from accounts.models import Member
from community.core.paging import NumberPage, by_number, page_of
from forums.access import Viewer
from forums.threads.models import Thread

from .models import Post, PostQuerySet

POSTS_A_PAGE = 20
# More than this waiting in one thread is a case for the desk, not for its last page.
MOST_WAITING = 20


@dataclass(frozen=True)
class Place:
    """Where a post is found: the page of its thread and the name of its anchor."""

    page: int
    anchor: str

    @property
    def query(self) -> str:
        return f"?page={self.page}" if self.page > 1 else ""


def anchor_of(post: Post) -> str:
    return f"post-{post.number}" if post.number else f"held-{post.pk}"


def place_of(post: Post) -> Place:
    """No query when the thread is loaded: post numbers are dense, so the page is arithmetic."""
    return Place(page_of(post.number or post.thread.last_number, size=POSTS_A_PAGE), anchor_of(post))


def url_of(post: Post) -> str:
    """The page that shows the post, with its anchor."""
    place = place_of(post)
    return f"{post.thread.get_absolute_url()}{place.query}#{place.anchor}"


def url_of_number(thread: Thread, number: int) -> str:
    """The page on which the post with this number stands, with its anchor; whether there is one is not asked."""
    page = page_of(number, size=POSTS_A_PAGE)
    return f"{thread.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{number}"


def page_of_posts(viewer: Viewer, thread: Thread, number: int) -> tuple[NumberPage, list[Post]]:
    """Page `number` of the thread, as far as the viewer may read it. One query whatever the page and the length.

    Posts that wait, or were hidden while they waited, have no number; they stand at the end of the last page for whoever
    may see them.
    """
    page = by_number(highest=thread.last_number, page=number, size=POSTS_A_PAGE)
    wanted = Q(number__range=(page.first, page.last))
    if page.number == page.pages:
        wanted |= Q(number=None, state__in=[Post.State.HELD, Post.State.HIDDEN])
    rows: PostQuerySet = (
        Post.objects.filter(thread=thread).visible_to(viewer).filter(wanted).select_related("author", "edited_by")
    )
    if isinstance(viewer, Member):
        rows = rows.annotate(
            is_bookmarked=Exists(viewer.bookmarks.filter(post=OuterRef("pk"))),
            is_unwanted=Exists(ignores_in_force(viewer).filter(ignored=OuterRef("author"))),
        )
    found = list(rows.order_by(F("number").asc(nulls_last=True), "pk")[: POSTS_A_PAGE + MOST_WAITING])
    for post in found:
        post.thread = thread
    return page, found
