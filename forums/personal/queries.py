"""What is unread, followed, begun and kept: each answer in a fixed number of queries, whatever the size of the forum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Member
from forums.access import Viewer
from forums.posts.models import Post
from forums.threads.models import Thread

from .levels import muted_filter
from .marks import horizon_of
from .models import Bookmark, Draft, ReadMark

# Unread counts look at so many of the newest threads, so that a page header costs the same in a huge forum.
CANDIDATES = 500
# How far back into a thread that was never opened its new posts are counted.
LOOK_BACK = 100


def unread_filter(member: Viewer) -> Q:
    """Threads with something new for this member; for `Thread.objects.filter()`. Muted ones never count."""
    if not isinstance(member, Member):
        return Q(pk__in=[])
    horizon = horizon_of(member)
    unread = Q(last_post_at__gt=horizon.everywhere)
    by_moment: dict[Any, list[int]] = {}
    for forum_id, at in horizon.forums.items():
        by_moment.setdefault(at, []).append(forum_id)
    for at, forum_ids in by_moment.items():
        unread &= ~Q(forum__in=forum_ids, last_post_at__lte=at)
    read_to_the_end = ReadMark.objects.filter(member=member, thread=OuterRef("pk"), last_number__gte=OuterRef("last_number"))
    return unread & ~Exists(read_to_the_end) & ~muted_filter(member)


def never_opened_filter(member: Viewer) -> Q:
    """Unread threads the member has not opened once and that began after what counts as read."""
    if not isinstance(member, Member):
        return Q(pk__in=[])
    opened = ReadMark.objects.filter(member=member, thread=OuterRef("pk"))
    return Q(unread_filter(member), ~Exists(opened), created_at__gt=horizon_of(member).everywhere)


def unread_threads(member: Viewer) -> QuerySet[Thread]:
    return Thread.objects.visible_to(member).published().filter(unread_filter(member))


def unread_counts(viewer: Viewer) -> dict[int | None, int]:
    """Unread threads by forum id, and in all under None, among the newest candidates. One query beside the member's horizon."""
    if not isinstance(viewer, Member):
        return {None: 0}
    newest = (
        Thread.objects.visible_to(viewer)
        .published()
        .filter(last_post_at__gt=horizon_of(viewer).everywhere)
        .order_by("-last_post_at", "-pk")
        .values("pk")[:CANDIDATES]
    )
    forum_ids = Thread.objects.filter(pk__in=newest).filter(unread_filter(viewer)).values_list("forum_id", flat=True)
    counts: dict[int | None, int] = dict(Counter(forum_ids))
    counts[None] = sum(counts.values())
    return counts


def with_marks(threads: QuerySet[Thread], member: Viewer) -> QuerySet[Thread]:
    """The threads, each with the member's read mark in the same query, so that `annotate` need not ask for it."""
    if not isinstance(member, Member):
        return threads
    marks = ReadMark.objects.filter(member=member.pk, thread=OuterRef("pk"))
    return threads.annotate(mark_number=Subquery(marks.values("last_number")[:1]), mark_at=Subquery(marks.values("read_at")[:1]))


def annotate(threads: Iterable[Thread], member: Viewer) -> list[Thread]:
    """Tell each thread how far the member read it: `is_unread`, `read_number`, `first_unread` (a post number) and `new_count`.

    Two queries (one for threads that came `with_marks`), and one more when a thread that was never opened, or was marked
    read with its forum, has new posts.
    """
    found = list(threads)
    for thread in found:
        _note(thread, read_number=None, first_unread=None, new_count=0)
    if not isinstance(member, Member) or not found:
        return found
    horizon = horizon_of(member)
    marks = _marks(found, member)
    unclear: list[Thread] = []
    for thread in found:
        mark = marks.get(thread.pk)
        read_number = mark["last_number"] if mark else None
        moment = horizon.of(thread.forum_id)
        if thread.last_post_at <= moment or (read_number or 0) >= thread.last_number:
            _note(thread, read_number=read_number, first_unread=None, new_count=0)
        elif mark and mark["read_at"] >= moment:
            last = mark["last_number"]
            _note(thread, read_number=last, first_unread=last + 1, new_count=thread.last_number - last)
        elif not mark and thread.created_at > moment:
            _note(thread, read_number=None, first_unread=1, new_count=thread.reply_count + 1)
        else:
            # Read up to a moment, not up to a number: the number has to be looked up.
            _note(thread, read_number=read_number, first_unread=thread.last_number, new_count=1)
            unclear.append(thread)
    if unclear:
        _look_up(unclear, member)
    return found


def _marks(threads: Sequence[Any], member: Member) -> dict[int, dict[str, Any]]:
    """The read marks by thread id; no query when the threads came `with_marks`."""
    if all(hasattr(thread, "mark_number") for thread in threads):
        return {
            thread.pk: {"last_number": thread.mark_number, "read_at": thread.mark_at}
            for thread in threads
            if thread.mark_number is not None
        }
    rows = ReadMark.objects.filter(member=member, thread__in=[thread.pk for thread in threads])
    return {pk: {"last_number": last, "read_at": at} for pk, last, at in rows.values_list("thread_id", "last_number", "read_at")}


def _look_up(threads: Sequence[Thread], member: Member) -> None:
    horizon = horizon_of(member)
    newer = Q()
    for thread in threads:
        after = max(thread.last_number - LOOK_BACK, thread.read_number or 0)  # type: ignore[attr-defined]
        newer |= Q(thread=thread.pk, number__gt=after, published_at__gt=horizon.of(thread.forum_id))
    rows = Post.objects.published().filter(newer).order_by().values_list("thread_id").annotate(Min("number"), Count("pk"))
    firsts = {thread_id: (first, count) for thread_id, first, count in rows}
    for thread in threads:
        first, count = firsts.get(thread.pk, (thread.last_number, 1))
        _note(thread, read_number=thread.read_number, first_unread=first, new_count=count)  # type: ignore[attr-defined]


def _note(thread: Any, *, read_number: int | None, first_unread: int | None, new_count: int) -> None:
    thread.read_number = read_number
    thread.first_unread = first_unread
    thread.new_count = new_count
    thread.is_unread = first_unread is not None


def bookmarked(member: Viewer, post_ids: Iterable[int]) -> set[int]:
    """Which of these posts the member keeps. One query; none for a guest."""
    ids = list(post_ids)
    if not ids or not isinstance(member, Member):
        return set()
    return set(Bookmark.objects.filter(member=member, post__in=ids).values_list("post_id", flat=True))


def drafts_of(member: Member) -> QuerySet[Draft]:
    return Draft.objects.filter(member=member).order_by("-updated_at", "-pk")


def draft_at(member: Viewer, place: str) -> Draft | None:
    """What the member had begun to write at this place."""
    return Draft.objects.filter(member=member, place=place).first() if isinstance(member, Member) else None
