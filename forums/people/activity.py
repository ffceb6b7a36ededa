"""What a member did, page by page, as far as the viewer may read it: forums that are closed to them are not even counted."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from forums.posts.models import Post, PostQuerySet
from forums.reactions.models import Reaction
from forums.threads.models import Thread

PAGE = 20


def posts_of(member: Member, viewer: Viewer, cursor: str = "", size: int = PAGE) -> KeyPage[Post]:
    """Newest first; whoever waits for a moderator finds their own post here. One query. Raises BadCursor."""
    shown = [Post.State.PUBLISHED, Post.State.HELD] if viewer.pk == member.pk else [Post.State.PUBLISHED]
    return _cut(Post.objects.visible_to(viewer).filter(author=member, state__in=shown), cursor, size)


def answers_of(member: Member, viewer: Viewer, cursor: str = "") -> KeyPage[Post]:
    """Replies that somebody accepted as the answer."""
    answers = Post.objects.visible_to(viewer).published().filter(author=member, number=F("thread__accepted_number"))
    return _cut(answers.exclude(thread__author=member.pk), cursor, PAGE)


def threads_of(member: Member, viewer: Viewer, cursor: str = "") -> KeyPage[Thread]:
    rows = Thread.objects.visible_to(viewer).published().filter(author=member).select_related("forum")
    return after_key(rows, order=("pk",), cursor=cursor, size=PAGE)


def reactions_of(member: Member, cursor: str = "") -> KeyPage[Reaction]:
    """What the member reacted to: for their own eyes, as a thread shows numbers and no names."""
    readable = Post.objects.visible_to(member).published()
    rows = Reaction.objects.filter(member=member, post__in=readable).select_related("post__author", "post__thread__forum")
    return after_key(rows, order=("pk",), cursor=cursor, size=PAGE)


def _cut(posts: PostQuerySet, cursor: str, size: int) -> KeyPage[Post]:
    return after_key(posts.select_related("thread__forum"), order=("pk",), cursor=cursor, size=size)
