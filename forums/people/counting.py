"""A member's figures, made from the rows: they cannot drift, and they tell nothing of forums that not every member reads."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from accounts.models import Member
from forums.access import rights_of_any_member
from forums.models import Right
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread

from .models import Figures

FIELDS = ("answers", "thanks_received", "thanks_given", "last_wrote_at")
BATCH = 500


def _open_posts() -> QuerySet[Post]:
    open_forums = rights_of_any_member().forums(Right.READ)
    return Post.objects.published().filter(thread__state=Thread.State.PUBLISHED, thread__forum__in=open_forums)


def posts_for_all(members: Collection[int]) -> QuerySet[Post]:
    """What these members wrote and every member may read."""
    return _open_posts().filter(author__in=members)


def accepted_answers(members: Collection[int]) -> QuerySet[Post]:
    """Answers that somebody else accepted as theirs."""
    return posts_for_all(members).filter(number=F("thread__accepted_number")).exclude(author=F("thread__author"))


def thanks_for_all() -> QuerySet[Reaction]:
    open_forums = rights_of_any_member().forums(Right.READ)
    return Reaction.objects.filter(
        kind=Reaction.Kind.THANKS,
        post__state=Post.State.PUBLISHED,
        post__thread__state=Thread.State.PUBLISHED,
        post__thread__forum__in=open_forums,
    )


def count(member_ids: Collection[int]) -> None:
    """Bring the figures of these members up to date; five statements for each batch."""
    ids = sorted(set(member_ids))
    for start in range(0, len(ids), BATCH):
        _count_batch(ids[start : start + BATCH])


def _count_batch(ids: list[int]) -> None:
    newest = _open_posts().filter(author=OuterRef("pk"))
    wrote = Member.objects.filter(pk__in=ids).annotate(wrote=Subquery(newest.order_by("-pk").values("published_at")[:1]))
    rows = {pk: Figures(member_id=pk, last_wrote_at=at) for pk, at in wrote.values_list("pk", "wrote")}
    thanks = thanks_for_all()
    for field, counted in (
        ("answers", _by("author", accepted_answers(ids))),
        ("thanks_received", _by("post__author", thanks.filter(post__author__in=ids))),
        ("thanks_given", _by("member", thanks.filter(member__in=ids))),
    ):
        for pk, number in counted:
            setattr(rows[pk], field, number)
    Figures.objects.bulk_create(rows.values(), update_conflicts=True, unique_fields=["member"], update_fields=list(FIELDS))


def _by(key: str, rows: QuerySet[Any]) -> list[tuple[int, int]]:
    return list(rows.order_by().values_list(key).annotate(Count("pk")))
