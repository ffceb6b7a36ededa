"""How far a member has read. Marks only ever move forward, whoever writes them and in whatever order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.actions import read_posts
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from forums.tree import with_descendants

from .models import ForumMark, ReadMark

# What was written longer ago than this counts as read, so that nobody owes a forum years of reading.
FLOOR = timedelta(days=40)


@dataclass(frozen=True)
class Horizon:
    """The moments up to which everything counts as read: everywhere, and later ones for single forums."""

    everywhere: datetime
    forums: dict[int, datetime]

    def of(self, forum_id: int) -> datetime:
        return self.forums.get(forum_id, self.everywhere)


def horizon_of(member: Member) -> Horizon:
    """The member's horizon; one query, asked once for each member object (once a request)."""
    known = getattr(member, "_read_horizon", None)
    if known is None:
        everywhere = max(timezone.now() - FLOOR, member.date_joined)
        marks: dict[int | None, datetime] = dict(ForumMark.objects.filter(member=member).values_list("forum_id", "marked_at"))
        everywhere = max(everywhere, marks.pop(None, everywhere))
        known = Horizon(everywhere, {forum_id: at for forum_id, at in marks.items() if forum_id and at > everywhere})
        member._read_horizon = known  # type: ignore[attr-defined]
    return known


# Statements both engines know. Django's own upsert would let the later writer lower a mark that the earlier one raised.
_RAISE_READ_MARK = """
    INSERT INTO personal_readmark (member_id, thread_id, last_number, read_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (member_id, thread_id) DO UPDATE SET last_number = excluded.last_number, read_at = excluded.read_at
    WHERE personal_readmark.last_number < excluded.last_number
"""
_RAISE_FORUM_MARK = """
    INSERT INTO personal_forummark (member_id, forum_id, marked_at) VALUES (%s, %s, %s)
    ON CONFLICT {target} DO UPDATE SET marked_at = excluded.marked_at
    WHERE personal_forummark.marked_at < excluded.marked_at
"""


def mark_read(*, member: Member, thread: Thread, number: int) -> None:
    """The member has read the thread up to this post. One statement; none when the page already knew it."""
    number = min(number, thread.last_number)
    if number > (getattr(thread, "read_number", None) or 0):
        _raise_read_mark(member.pk, thread.pk, number)
        # What stood on the page needs neither bell nor mail.
        read_posts(by=member, thread_id=thread.pk, up_to=number)


def raise_marks(thread: Thread, marks: Sequence[tuple[int, int]]) -> None:
    """Raise the marks of many members: (member, number they have read to)."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.executemany(_RAISE_READ_MARK, [(member_id, thread.pk, number, now) for member_id, number in marks])


def mark_own(*, member: Member, post: Post) -> None:
    """One's own new post is no news, unless somebody else's post stands unread before it."""
    if post.number == 1:
        _raise_read_mark(member.pk, post.thread_id, 1)
    elif post.number:
        before = ReadMark.objects.filter(member=member, thread=post.thread_id, last_number=post.number - 1)
        before.update(last_number=post.number, read_at=timezone.now())


def unmark(*, post: Post, number: int | None, since: datetime) -> None:
    """Its publication was taken back. A number that is free again will be another post's, which nobody has read."""
    if number is not None:
        ReadMark.objects.filter(thread=post.thread_id, last_number__gte=number).update(last_number=number - 1)
    elif post.number == 1:
        ReadMark.objects.filter(member=post.author, thread=post.thread_id, last_number=1, read_at__gte=since).delete()


@transaction.atomic
def mark_forum(*, member: Member, forum: Forum | None, at: datetime | None = None) -> None:
    """Everything in the forum and below it (everywhere, for None) up to `at` counts as read. Never reaches into the future."""
    now = timezone.now()
    moment = connection.ops.adapt_datetimefield_value(min(at or now, now))
    forum_ids: list[int | None] = [*with_descendants(forum.pk)] if forum else [None]
    statement = _RAISE_FORUM_MARK.format(target="(member_id, forum_id)" if forum else "(member_id) WHERE forum_id IS NULL")
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(member.pk, forum_id, moment) for forum_id in forum_ids])
    member.__dict__.pop("_read_horizon", None)


def _raise_read_mark(member_id: int, thread_id: int, number: int) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_RAISE_READ_MARK, [member_id, thread_id, number, now])
