"""How closely a member follows: what was said of a thread, of its tags and of its forum, and who hears of what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer, rights_of
from forums.models import Forum, Right
from forums.threads.models import Tag, Thread

from .models import Subscription

Level = Subscription.Level
PLACES = ("forum", "tag", "thread")
PAGE = 50
# "New threads" is told once; the thread that began is then like any other.
_KEPT_IN_VIEW = (Level.TRACK, Level.WATCH)


def effective(own: int | None, tags: Sequence[int], forum: int | None) -> Level:
    """The level of a thread, of what was said of itself, of its tags and of its forum.

    What is nearer wins where one says mute: the thread before its tags, the tags before the forum, and among tags mute.
    Otherwise the closest following wins, so that tracking a thread never lowers a watched forum.
    """
    if own is not None and own != Level.TRACK:
        return Level(own)
    around: list[int] = [Level.MUTE]
    if Level.MUTE not in tags:
        around = [*tags, *([forum] if forum is not None and not (tags and forum == Level.MUTE) else [])]
    if Level.WATCH in around:
        return Level.WATCH
    if own == Level.TRACK or Level.TRACK in around:
        return Level.TRACK
    return Level.MUTE if Level.MUTE in around else Level.NORMAL


def _rows(member: Member) -> tuple[QuerySet[Subscription], QuerySet[Subscription], QuerySet[Subscription]]:
    """The member's rows about a thread of the outer query, about its tags, and about its forum."""
    mine = Subscription.objects.filter(member=member.pk).order_by()
    return mine.filter(thread=OuterRef("pk")), mine.filter(tag__threads=OuterRef("pk")), mine.filter(forum=OuterRef("forum"))


def muted_filter(member: Member) -> Q:
    """Threads that are muted for the member; for `Thread.objects.filter()`."""
    own, tags, forum = _rows(member)
    kept = Exists(own.filter(level__gt=Level.MUTE))
    by_tag = Q(Exists(tags.filter(level=Level.MUTE)) & ~kept)
    by_forum = Q(Exists(forum.filter(level=Level.MUTE)) & ~kept & ~Exists(tags.filter(level__gt=Level.MUTE)))
    return Q(Exists(own.filter(level=Level.MUTE))) | by_tag | by_forum


def followed_filter(member: Viewer) -> Q:
    """Threads the member tracks or watches, by themselves, by a tag or with their forum."""
    if not isinstance(member, Member):
        return Q(pk__in=[])
    own, tags, forum = _rows(member)
    around = Exists(forum.filter(level__in=_KEPT_IN_VIEW)) | Exists(tags.filter(level__in=_KEPT_IN_VIEW))
    said_no = Exists(own.filter(level__lt=Level.TRACK)) | Exists(tags.filter(level=Level.MUTE))
    return Q(Exists(own.filter(level__gte=Level.TRACK))) | Q(around & ~said_no)


def with_levels(threads: QuerySet[Thread], member: Viewer) -> QuerySet[Thread]:
    """The threads with what the member said of each, its tags and its forum, in the same query; `level_from` reads it."""
    if not isinstance(member, Member):
        return threads
    own, tags, forum = _rows(member)
    heard = tags.exclude(level=Level.FIRST).values("member")
    return threads.annotate(
        own_level=Subquery(own.values("level")[:1]),
        lowest_tag_level=Subquery(heard.annotate(found=Min("level")).values("found")[:1]),
        highest_tag_level=Subquery(heard.annotate(found=Max("level")).values("found")[:1]),
        any_tag_level=Exists(tags),
        forum_level=Subquery(forum.values("level")[:1]),
    )


def level_from(thread: Any) -> Level:
    """How closely the member follows a thread that came `with_levels`; normal for a guest's."""
    found = (getattr(thread, "lowest_tag_level", None), getattr(thread, "highest_tag_level", None))
    tags = [level for level in found if level is not None]
    if not tags and getattr(thread, "any_tag_level", False):
        tags = [Level.FIRST]
    return effective(getattr(thread, "own_level", None), tags, getattr(thread, "forum_level", None))


def level_of(member: Viewer, thread: Thread) -> Level:
    """How closely the member follows the thread; one query."""
    found = with_levels(Thread.objects.filter(pk=thread.pk), member).only("pk", "forum_id").first()
    return level_from(found) if found else Level.NORMAL


def level_of_forum(member: Viewer, forum_id: int) -> Level:
    return _level_of(member, forum=forum_id)


def level_of_tag(member: Viewer, tag: Tag) -> Level:
    return _level_of(member, tag=tag.pk)


def _level_of(member: Viewer, **about: Any) -> Level:
    if not isinstance(member, Member):
        return Level.NORMAL
    found = Subscription.objects.filter(member=member.pk, **about).values_list("level", flat=True).first()
    return Level.NORMAL if found is None else Level(found)


def with_level(forums: QuerySet[Forum], member: Viewer) -> QuerySet[Forum]:
    """The forums, each with how closely the member follows it as `level` (None: never said), in the same query."""
    if not isinstance(member, Member):
        return forums
    rows = Subscription.objects.filter(member=member.pk, forum=OuterRef("pk"))
    return forums.annotate(level=Subquery(rows.values("level")[:1]))


def watchers_of(thread: Thread, *, begins: bool = False, limit: int = 5_000) -> list[int]:
    """Ids of the members who want to hear of every post here; when the thread `begins`, also of those who hear of new ones."""
    loud = [Level.WATCH, Level.FIRST] if begins else [Level.WATCH]
    tags = _tags_of(thread)
    said_no = Subscription.objects.filter(thread=thread.pk, member=OuterRef("member"), level__in=[Level.MUTE, Level.NORMAL])
    tag_muted = Subscription.objects.filter(tag__in=tags, member=OuterRef("member"), level=Level.MUTE)
    around = (Q(forum=thread.forum_id) | Q(tag__in=tags)) & Q(level__in=loud)
    watching = Subscription.objects.filter(
        Q(thread=thread.pk, level=Level.WATCH) | Q(around & ~Exists(said_no) & ~Exists(tag_muted))
    )
    return list(watching.order_by("member_id").values_list("member_id", flat=True).distinct()[:limit])


def muters_of(thread: Thread) -> list[int]:
    """Ids of the members for whom the thread is muted."""
    tags = _tags_of(thread)
    kept = Subscription.objects.filter(thread=thread.pk, member=OuterRef("member"), level__gt=Level.MUTE)
    tag_followed = Subscription.objects.filter(tag__in=tags, member=OuterRef("member"), level__gt=Level.MUTE)
    by_forum = Q(forum=thread.forum_id) & ~Exists(tag_followed)
    muting = Subscription.objects.filter(Q(thread=thread.pk) | Q((Q(tag__in=tags) | by_forum) & ~Exists(kept)), level=Level.MUTE)
    return list(muting.order_by("member_id").values_list("member_id", flat=True).distinct())


def followed_places(member: Member, kind: str, *, cursor: str = "") -> KeyPage[Subscription]:
    """One page of the forums, tags or threads the member chose a level for, the latest first. Raises BadCursor.

    Only what they may still see: the name of a closed forum, or of a hidden thread, is shown nowhere.
    """
    rows = Subscription.objects.filter(member=member, **{f"{kind}__isnull": False}).exclude(level=Level.NORMAL)
    readable = Thread.objects.visible_to(member)
    if kind == "thread":
        rows = rows.filter(Exists(readable.filter(pk=OuterRef("thread"))))
    elif kind == "tag":
        rows = rows.filter(Exists(readable.filter(tags=OuterRef("tag"))))
    else:
        rows = rows.filter(forum__in=rights_of(member).forums(Right.SEE))
    page = after_key(rows.select_related(kind), order=("pk",), cursor=cursor, size=PAGE)
    for row in page.rows:
        row.chosen = Level(row.level)  # type: ignore[attr-defined]
    return page


def _tags_of(thread: Thread) -> list[int]:
    return list(thread.tags.order_by().values_list("pk", flat=True))
