"""The numbers a thread, its forum, its tags and its writers carry, moved by one delta in the act's own transaction.

What they count:
- Thread.reply_count, participant_count: published posts of the thread (the opening one is no reply).
- Forum.post_count, thread_count: published posts in published threads; published threads.
- Member.post_count: the member's published posts, wherever they stand.
- Tag.thread_count: published threads with the tag.
Callers hold the thread's row lock (`lock`), so reads and writes here cannot interleave.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest

from accounts.models import Member
from forums.models import Forum

from .models import Tag, Thread

RECENT = 3


def lock(thread_id: int) -> Thread:
    """The thread, fresh, its row locked until the transaction ends."""
    return Thread.objects.select_for_update(of=("self",), no_key=True).select_related("forum").get(pk=thread_id)


def next_number(thread: Thread) -> int:
    """Give the thread's next post number; numbers only grow, so none is given twice."""
    Thread.objects.filter(pk=thread.pk).update(last_number=F("last_number") + 1)
    thread.last_number += 1
    return thread.last_number


def take_number_back(thread: Thread, number: int) -> bool:
    """Free the number given last, when its post turns out not to be published after all; never one somebody wrote after."""
    freed = Thread.objects.filter(pk=thread.pk, last_number=number).update(last_number=F("last_number") - 1)
    if freed:
        thread.last_number -= 1
    return bool(freed)


def post_added(thread: Thread, *, author_id: int, number: int, at: datetime, first_of_author: bool) -> None:
    """A post of `author_id` became published; `first_of_author`: their only published one in the thread."""
    is_reply = int(number > 1)
    people = int(first_of_author)
    recent = [author_id, *(pk for pk in thread.recent_posters if pk != author_id)][:RECENT]
    newest = at >= thread.last_post_at
    Thread.objects.filter(pk=thread.pk).update(
        reply_count=F("reply_count") + is_reply,
        participant_count=F("participant_count") + people,
        **({"last_post_at": at, "last_poster_id": author_id, "recent_posters": recent} if newest else {}),
    )
    thread.reply_count += is_reply
    thread.participant_count += people
    if newest:
        thread.last_post_at, thread.last_poster_id, thread.recent_posters = at, author_id, recent
    Member.objects.filter(pk=author_id).update(post_count=F("post_count") + 1)
    if thread.state == Thread.State.PUBLISHED:
        _forum(thread.forum_id, posts=1, at=at)


def post_turned(
    thread: Thread,
    *,
    author_id: int,
    number: int,
    delta: int,
    only_of_author: bool,
    newest: Iterable[tuple[int, datetime | None]],
) -> None:
    """A post that had been published before came back (`delta` 1), or was hidden, removed or held again (-1).

    `only_of_author`: they have no other published post here. `newest`: (author, published_at) of the published posts as
    they are now, newest first; only as many are read as are needed.
    """
    last_at, recent = _newest(newest)
    replies = delta if number > 1 else 0
    people = delta if only_of_author else 0
    thread.reply_count += replies
    thread.participant_count += people
    thread.last_post_at = last_at or thread.created_at
    thread.last_poster_id = recent[0] if recent else thread.author_id
    thread.recent_posters = recent or [thread.author_id]
    Thread.objects.filter(pk=thread.pk).update(
        reply_count=F("reply_count") + replies,
        participant_count=F("participant_count") + people,
        last_post_at=thread.last_post_at,
        last_poster_id=thread.last_poster_id,
        recent_posters=thread.recent_posters,
    )
    Member.objects.filter(pk=author_id).update(post_count=F("post_count") + delta)
    if thread.state == Thread.State.PUBLISHED:
        _forum(thread.forum_id, posts=delta)


def newest_first(thread: Thread) -> tuple[str, ...]:
    """The order of its posts from the last one back. By number, unless older posts were put behind newer ones."""
    return ("-published_at", "-number") if thread.has(Thread.Extra.JOINED) else ("-number",)


def _newest(newest: Iterable[tuple[int, datetime | None]]) -> tuple[datetime | None, list[int]]:
    recent: list[int] = []
    last_at: datetime | None = None
    for writer, at in newest:
        last_at = last_at or at
        if writer not in recent:
            recent.append(writer)
        if len(recent) == RECENT:
            break
    return last_at, recent


def thread_shown(thread: Thread, *, posts: int, forum_id: int | None = None) -> None:
    """The thread became published, or came into this forum, with so many published posts."""
    _forum(forum_id or thread.forum_id, threads=1, posts=posts, at=thread.last_post_at)
    if forum_id is None:
        Tag.objects.filter(threads=thread).update(thread_count=F("thread_count") + 1)


def thread_taken(thread: Thread, *, posts: int, forum_id: int | None = None) -> None:
    """The thread is no longer published, or left the forum `forum_id`, with so many published posts."""
    _forum(forum_id or thread.forum_id, threads=-1, posts=-posts)
    if forum_id is None:
        Tag.objects.filter(threads=thread).update(thread_count=F("thread_count") - 1)


def posts_moved(source: Thread, target: Thread, *, posts: int) -> None:
    """So many published posts went from a published thread to another; both say already when their last one was written."""
    if posts:
        _forum(source.forum_id, posts=-posts)
        _forum(target.forum_id, posts=posts, at=target.last_post_at)


def _forum(forum_id: int, *, threads: int = 0, posts: int = 0, at: datetime | None = None) -> None:
    rows = Forum.objects.filter(pk=forum_id)
    if at is None:
        newest = (
            Thread.objects.published()
            .filter(forum=forum_id)
            .order_by("-last_post_at", "-id")
            .values_list("last_post_at", flat=True)
            .first()
        )
        rows.update(thread_count=F("thread_count") + threads, post_count=F("post_count") + posts, last_post_at=newest)
        return
    rows.filter(last_post_at=None).update(last_post_at=at)
    rows.update(
        thread_count=F("thread_count") + threads, post_count=F("post_count") + posts, last_post_at=Greatest(F("last_post_at"), at)
    )
