"""What people want to read in a digest: new where they follow, what was talked about, questions without an answer.

Only what everybody in the forum may read and this member has not: nothing that waits or is hidden, nothing they muted,
nobody they ignore, and nobody's first steps.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.ignoring.queries import ignored_by
from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import rights_of
from forums.models import Right
from forums.personal.levels import muted_filter
from forums.personal.models import ReadMark, Subscription
from forums.posts.models import Post
from forums.threads.models import Thread

FOLLOWED, POPULAR, UNANSWERED = 5, 5, 3
_CANDIDATES, _RANKED, _RANKED_FOR = 500, 60, 30 * 60
EXCERPT = 180
# An older question is not asked any more.
_WAITS = timedelta(days=30)


@dataclass(frozen=True)
class Entry:
    """One thread as a digest shows it."""

    thread: Thread
    excerpt: str


@dataclass(frozen=True)
class Choice:
    followed: list[Entry]
    popular: list[Entry]
    unanswered: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.followed or self.popular or self.unanswered)


def choose(member: Member, since: datetime, *, told: Collection[int] = ()) -> Choice:
    """The threads of the time since then, each in one list only, without those `told` of already; a fixed number of queries."""
    readable = _readable(member).exclude(pk__in=told)
    mine = Subscription.objects.filter(member=member.pk, level__gte=Subscription.Level.TRACK).order_by()
    follows = Q(Exists(mine.filter(forum=OuterRef("forum")))) | Q(Exists(mine.filter(tag__threads=OuterRef("pk"))))
    followed = list(readable.filter(follows, created_at__gt=since).order_by("-created_at", "-pk")[:FOLLOWED])
    known = {thread.pk for thread in followed}
    ranked = [pk for pk in _ranking(since) if pk not in known]
    found = readable.filter(pk__in=ranked).in_bulk()
    popular = [found[pk] for pk in ranked if pk in found][:POPULAR]
    known |= {thread.pk for thread in popular}
    asked = readable.filter(kind=Thread.Kind.QUESTION, reply_count=0, is_locked=False, created_at__gt=since - _WAITS)
    waiting = asked.exclude(pk__in=known)
    unanswered = list(waiting.order_by("-created_at", "-pk")[:UNANSWERED])
    texts = dict(
        Post.objects.published()
        .filter(thread__in=[*known, *(thread.pk for thread in unanswered)], number=1)
        .values_list("thread", "text")
    )
    lists = (
        [Entry(thread, plain(texts.get(thread.pk, ""), EXCERPT)) for thread in part] for part in (followed, popular, unanswered)
    )
    return Choice(*lists)


def _readable(member: Member) -> QuerySet[Thread]:
    """What this member may and would read, without their own."""
    opening = Post.objects.published().filter(thread=OuterRef("pk"), number=1)
    read = ReadMark.objects.filter(member=member, thread=OuterRef("pk"), last_number__gte=OuterRef("last_number"))
    return (
        Thread.objects.visible_to(member)
        .published()
        .filter(Exists(opening), ~Exists(read), ~muted_filter(member), forum__in=rights_of(member).forums(Right.READ))
        .filter(Q(author__trust__gt=0) | Q(author__is_staff=True), author__is_active=True)
        .exclude(author__in=ignored_by(member))
        .exclude(author=member)
        .select_related("author", "forum")
    )


def _ranking(since: datetime) -> list[int]:
    """Ids of the threads with the most posts since then; everybody's, and cached by the day for all who get one now."""
    key = f"forums.digests.ranking.{since:%Y%m%d%H}"
    known = cache.get(key)
    if known is None:
        active = Thread.objects.published().filter(last_post_at__gt=since).order_by("-last_post_at", "-pk")
        # Only the tail of a thread can be recent.
        recent = Post.objects.published().filter(
            thread__in=list(active.values_list("pk", flat=True)[:_CANDIDATES]),
            published_at__gt=since,
            number__gt=F("thread__last_number") - 1_000,
        )
        counted = recent.order_by().values("thread").annotate(people=Count("author", distinct=True), posts=Count("pk"))
        # How many people talk says more than how much two of them write.
        ranked = counted.filter(people__gt=1).order_by("-people", "-posts", "-thread")
        known = list(ranked.values_list("thread", flat=True)[:_RANKED])
        cache.set(key, known, _RANKED_FOR)
    return known
