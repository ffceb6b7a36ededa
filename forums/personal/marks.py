"""How far a member has read. Marks only ever move forward, whoever writes them and in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import Member
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
        marks = dict(ForumMark.objects.filter(member=member).values_list("forum_id", "marked_at"))
        everywhere = max(everywhere, marks.pop(None, everywhere))
        known = Horizon(everywhere, {forum_id: at for forum_id, at in marks.items() if at > everywhere})
        member._read_horizon = known  # type: ignore[attr-defined]
    return known


def mark_read(*, member: Member, thread: Thread, number: int) -> None:
    """The member has read the thread up to this post. One statement; none when the page already knew it."""
    number = min(number, thread.last_number)
    if number < 1 or (getattr(thread, "read_number", None) or 0) >= number:
        return
    _raise_mark(ReadMark, {"member": member.pk, "thread": thread.pk, "last_number": number, "read_at": timezone.now()}, by="last_number")


def mark_own(*, member: Member, post: Post) -> None:
    """One's own new post is no news, unless somebody else's post stands unread before it."""
    if post.number is None:
        return
    moved = ReadMark.objects.filter(
        member=member, thread=post.thread_id, last_number__gte=post.number - 1, last_number__lt=post.number
    ).update(last_number=post.number, read_at=timezone.now())
    if not moved and post.number == 1:
        _raise_mark(ReadMark, {"member": member.pk, "thread": post.thread_id, "last_number": 1, "read_at": timezone.now()}, by="last_number")


@transaction.atomic
def mark_forum(*, member: Member, forum: Forum | None, at: datetime | None = None) -> None:
    """Everything in the forum and below it (everywhere, for None) up to `at` counts as read. Never reaches into the future."""
    now = timezone.now()
    moment = min(at or now, now)
    for forum_id in with_descendants(forum.pk) if forum else [None]:
        _raise_mark(ForumMark, {"member": member.pk, "forum": forum_id, "marked_at": moment}, by="marked_at")
    member.__dict__.pop("_read_horizon", None)


def _raise_mark(model: type[models.Model], values: dict[str, object], *, by: str) -> None:
    """Insert the row, or raise the one that stands; a lower value changes nothing.

    One statement that both engines know, because two tabs may mark the same thread at once and Django's own upsert
    would let the later writer lower the mark. Partial unique indexes must be named by their condition.
    """
    fields = [model._meta.get_field(name) for name in values]
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    prepared = [field.get_db_prep_save(value, connection) for field, value in zip(fields, values.values(), strict=True)]
    keys = [name for name in values if name in ("member", "thread", "forum") and values[name] is not None]
    target = ", ".join(quote(model._meta.get_field(name).column) for name in keys)
    if values.get("forum", 0) is None:
        target = f"{target}) WHERE ({quote('forum_id')} IS NULL"
    changes = ", ".join(
        f"{quote(field.column)} = excluded.{quote(field.column)}" for field, name in zip(fields, values, strict=True) if name not in ("member", "thread", "forum")
    )
    table, column = quote(model._meta.db_table), quote(model._meta.get_field(by).column)
    sql = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))}) "  # noqa: S608
        f"ON CONFLICT ({target}) DO UPDATE SET {changes} WHERE {table}.{column} < excluded.{column}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, prepared)
