"""The figures of many members at once, each kind in one query, whatever their number."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Member
from community.core.models import SiteSettings
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread

from .criteria import WINDOW, Figures, Forum
from .models import Standing, Visit

_FORUM_SECONDS = 3600


def of_forum(now: datetime | None = None) -> Forum:
    """How much was new in the last 100 days; kept for an hour."""
    key = "forums.trust.forum"
    known = cache.get(key)
    if known is None:
        since = (now or timezone.now()) - WINDOW
        known = (
            Thread.objects.published().filter(created_at__gte=since).count(),
            Post.objects.published().filter(created_at__gte=since).count(),
        )
        cache.set(key, known, _FORUM_SECONDS)
    threads, posts = known
    return Forum(new_threads=threads, new_posts=posts, first_posts=SiteSettings.current().newcomer_posts_held)


def of_members(member_ids: Collection[int], now: datetime | None = None) -> dict[int, Figures]:
    """Everybody's figures; six queries."""
    now = now or timezone.now()
    since = now - WINDOW
    ids = list(member_ids)
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    for pk, written in Member.objects.filter(pk__in=ids).values_list("pk", "post_count"):
        found[pk]["posts_written"] = written
    _visits(found, ids, since)
    published = Q(post__state=Post.State.PUBLISHED, post__thread__state=Thread.State.PUBLISHED)
    replies = Post.objects.published().filter(author__in=ids, number__gt=1, thread__state=Thread.State.PUBLISHED)
    _add(
        found,
        replies.exclude(thread__author=F("author")).values("author").annotate(
            threads_answered=Count("thread", distinct=True),
            recent_threads_answered=Count("thread", distinct=True, filter=Q(created_at__gte=since)),
        ),
        "author",
    )  # fmt: skip
    reactions = Reaction.objects.filter(published)
    recent = Q(created_at__gte=since)
    _add(
        found,
        reactions.filter(member__in=ids).values("member").annotate(
            # Four kinds of thanks to one post are one.
            given=Count("post", distinct=True),
            recent_given=Count("post", distinct=True, filter=recent),
        ),
        "member",
    )  # fmt: skip
    received = reactions.filter(post__author__in=ids).values("post__author")
    # One person who thanks for one post in four ways thanks once.
    pairs = received.values("post__author", "post", "member").annotate(newest=Count("pk", filter=recent))
    for row in pairs.order_by().iterator(chunk_size=2000):
        member = found[row["post__author"]]
        member["received"] = member.get("received", 0) + 1
        member["recent_received"] = member.get("recent_received", 0) + bool(row["newest"])
    _add(
        found,
        received.filter(recent).annotate(
            recent_givers=Count("member", distinct=True), recent_received_days=Count(TruncDate("created_at"), distinct=True)
        ),
        "post__author",
    )
    return {pk: Figures(**values) for pk, values in found.items()}


def _visits(found: dict[int, dict[str, int]], ids: list[int], since: datetime) -> None:
    rows = Visit.objects.filter(member__in=ids).values("member")
    first_day = timezone.localdate(since, timezone.get_default_timezone())
    recent = Q(day__gte=first_day)
    # Named apart from the columns they are sums of.
    sums = rows.annotate(
        n=Count("pk"),
        t=Sum("threads_opened"),
        p=Sum("posts_read"),
        recent_n=Count("pk", filter=recent),
        recent_t=Sum("threads_opened", filter=recent, default=0),
        recent_p=Sum("posts_read", filter=recent, default=0),
    )
    for row in sums.order_by():
        found[row["member"]] |= {
            "days": row["n"],
            "threads_opened": row["t"],
            "posts_read": row["p"],
            "recent_days": row["recent_n"],
            "recent_threads_opened": row["recent_t"],
            "recent_posts_read": row["recent_p"],
        }
    for standing in Standing.objects.filter(member__in=ids):
        mine = found[standing.pk]
        mine["days"] = mine.get("days", 0) + standing.days_before
        mine["threads_opened"] = mine.get("threads_opened", 0) + standing.threads_before
        mine["posts_read"] = mine.get("posts_read", 0) + standing.posts_before


def _add(found: dict[int, dict[str, int]], rows: Any, key: str) -> None:
    for row in rows.order_by():
        found[row.pop(key)] |= row
