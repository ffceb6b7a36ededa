"""What the list pages show, each in a number of queries that does not grow with the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Member
from community.core.paging import after_key
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.personal import queries as personal
from forums.personal.levels import followed_filter
from forums.posts.queries import url_of_number
from forums.threads.models import Tag, Thread, ThreadQuerySet
from forums.tree import Node, nodes

from . import ranking
from .filtering import Wishes

THREADS_A_PAGE = 30
_ORDER = ("last_post_at", "pk")
POPULAR_TAGS = 12
NONE = Wishes()


@dataclass
class Row:
    """A thread as a line of a list."""

    thread: Thread
    node: Node
    author: Member
    posters: list[Member]
    tags: list[Tag]
    is_pinned: bool = False
    new_count: int = 0
    first_unread: int | None = None

    @property
    def first_unread_url(self) -> str:
        return url_of_number(self.thread, self.first_unread or 1)


@dataclass
class Listing:
    rows: list[Row] = field(default_factory=list)
    next: str = ""


def is_pinned(thread: Thread, now: datetime) -> bool:
    return thread.pinned_until is not None and thread.pinned_until > now


def page_of_threads(
    viewer: Viewer, threads: ThreadQuerySet, *, cursor: str, forum_ids: Sequence[int] | None = None, extras: bool = True
) -> Listing:
    """A page of published `threads`, newest activity first.

    With `extras`, what is pinned stands above the first page and nowhere else; so do the viewer's own threads that
    wait for a moderator. `forum_ids` (a forum and those below it) makes that forum's pins count.
    """
    now = timezone.now()
    # "published" on its own, not only inside visible_to: the index starts with the state.
    listed = personal.with_marks(threads.visible_to(viewer).published(), viewer)
    above: list[Thread] = []
    if extras:
        pinned = Q(pinned_until__gt=now) & (
            Q(pinned_everywhere=True) if forum_ids is None else Q(forum__in=forum_ids) | Q(pinned_everywhere=True)
        )
        if not cursor:
            wanted = Q(state=Thread.State.PUBLISHED) & pinned
            if viewer.is_authenticated:
                waiting = Q(state=Thread.State.HELD, author=viewer.pk)
                wanted |= waiting if forum_ids is None else waiting & Q(forum__in=forum_ids)
            above = list(
                personal.with_marks(Thread.objects.visible_to(viewer), viewer)
                .filter(wanted)
                .order_by("-last_post_at", "-pk")[:THREADS_A_PAGE]
            )
        # Written without NOT: pinned_until is mostly NULL, and NOT (NULL > now) is not true.
        listed = listed.filter(_not(pinned, now, forum_ids))
    page = after_key(listed, order=_ORDER, cursor=cursor, size=THREADS_A_PAGE)
    rows = dress([*above, *page.rows], viewer)
    for row in rows[: len(above)]:
        row.is_pinned = is_pinned(row.thread, now)
    return Listing(rows, page.next)


def _not(pinned: Q, now: datetime, forum_ids: Sequence[int] | None) -> Q:
    free = Q(pinned_until=None) | Q(pinned_until__lte=now)
    # A thread pinned in its own forum only is an ordinary one on the lists of all forums.
    return free | Q(pinned_everywhere=False) if forum_ids is None else free


def dress(threads: Sequence[Thread], viewer: Viewer) -> list[Row]:
    """Everything a line shows, for all lines at once: tags, people, what is new."""
    threads = list(threads)
    if not threads:
        return []
    tags = _tags_of([thread.pk for thread in threads])
    people = Member.objects.in_bulk({pk for thread in threads for pk in [thread.author_id, *thread.recent_posters]})
    if isinstance(viewer, Member):
        personal.annotate(threads, viewer)
    tree = nodes()
    return [
        Row(
            thread,
            tree[thread.forum_id],
            people[thread.author_id],
            [people[pk] for pk in thread.recent_posters if pk in people],
            tags.get(thread.pk, []),
            new_count=getattr(thread, "new_count", 0),
            first_unread=getattr(thread, "first_unread", None),
        )
        for thread in threads
    ]


def _tags_of(thread_ids: Iterable[int]) -> dict[int, list[Tag]]:
    found: dict[int, list[Tag]] = {}
    for tag in Tag.objects.filter(threads__in=list(thread_ids)).annotate(of=F("threads")).order_by("name"):
        found.setdefault(tag.of, []).append(tag)
    return found


def latest(viewer: Viewer, cursor: str, wishes: Wishes = NONE) -> Listing:
    # A narrowed list shows what fits; what is pinned on all lists need not.
    return page_of_threads(viewer, wishes.narrow(Thread.objects.all()), cursor=cursor, extras=not wishes)


def unread(member: Member, cursor: str, wishes: Wishes = NONE) -> Listing:
    threads = wishes.narrow(Thread.objects.filter(personal.unread_filter(member)))
    return page_of_threads(member, threads, cursor=cursor, extras=False)


def new(member: Member, cursor: str, wishes: Wishes = NONE) -> Listing:
    """What was started lately and the member never opened."""
    threads = wishes.narrow(Thread.objects.filter(personal.never_opened_filter(member)))
    return page_of_threads(member, threads, cursor=cursor, extras=False)


def unanswered(viewer: Viewer, cursor: str, wishes: Wishes = NONE) -> Listing:
    return page_of_threads(viewer, wishes.narrow(Thread.objects.filter(reply_count=0)), cursor=cursor, extras=False)


def following(member: Member, cursor: str, wishes: Wishes = NONE) -> Listing:
    threads = wishes.narrow(Thread.objects.filter(followed_filter(member)))
    return page_of_threads(member, threads, cursor=cursor, extras=False)


def with_tag(viewer: Viewer, tag: Tag, cursor: str) -> Listing:
    return page_of_threads(viewer, Thread.objects.filter(tags=tag), cursor=cursor, extras=False)


def in_forum(viewer: Viewer, forum_ids: Sequence[int], cursor: str) -> Listing:
    return page_of_threads(viewer, Thread.objects.filter(forum__in=forum_ids), cursor=cursor, forum_ids=forum_ids)


def top(viewer: Viewer, period: str, place: int = 0, wishes: Wishes = NONE) -> Listing:
    """The threads talked about most, from this place of those the viewer may read."""
    order = ranking.ranked(period)
    readable = set(wishes.narrow(Thread.objects.visible_to(viewer).published()).filter(pk__in=order).values_list("pk", flat=True))
    wanted = [pk for pk in order if pk in readable]
    shown = wanted[place : place + THREADS_A_PAGE]
    # Asked again with all conditions: between the two somebody may have moved one of them where the viewer does not see it.
    found = personal.with_marks(Thread.objects.visible_to(viewer).published(), viewer).in_bulk(shown)
    further = str(place + THREADS_A_PAGE) if len(wanted) > place + THREADS_A_PAGE else ""
    return Listing(dress([found[pk] for pk in shown if pk in found], viewer), further)


def popular_tags(viewer: Viewer) -> list[Tag]:
    """The most used tags with a thread this viewer may read: a tag's name can give away what a closed forum is about."""
    readable = rights_of(viewer).forums(Right.READ)
    key = f"forums.web.popular-tags.{sha256(repr(readable).encode()).hexdigest()[:20]}"
    known = cache.get(key)
    if known is None:
        used = Thread.tags.through.objects.filter(
            tag=OuterRef("pk"), thread__state=Thread.State.PUBLISHED, thread__forum__in=readable
        )
        known = list(Tag.objects.filter(Exists(used), thread_count__gt=0).order_by("-thread_count", "name")[:POPULAR_TAGS])
        cache.set(key, known, 60)
    return known


def may_write_somewhere(viewer: Viewer) -> bool:
    return bool(rights_of(viewer).forums(Right.START))
