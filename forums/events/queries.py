"""Events as pages and calendars show them, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Member
from community.core.decisions import Decision
from community.core.models import SiteSettings
from forums.access import Viewer
from forums.posts.models import Post

from . import policies
from .calendar import Entry, calendar
from .models import Attendance, Event

Answer = Attendance.Answer
MOST_NAMES = 60
MOST_IN_A_MONTH = 200
MOST_IN_A_FEED = 200
_SALT = "forums.events.feed"


@dataclass(frozen=True)
class Shown:
    event: Event
    coming: list[Member]
    coming_count: int
    waiting_count: int
    maybe_count: int
    mine: Attendance | None
    ahead: int  # how many wait before the viewer
    may_answer: Decision
    may_change: bool
    may_cancel: bool

    @property
    def answers(self) -> list[tuple[str, str]]:
        return [(answer.value, str(answer.label)) for answer in Answer]

    @property
    def free(self) -> int | None:
        return None if self.event.capacity is None else max(0, self.event.capacity - self.coming_count)


def of_post(viewer: Viewer, post: Post) -> Shown | None:
    """The event of a thread, with its answers: two queries, and one more for who waits. Only where the thread has one."""
    event = Event.objects.filter(post=post).first()
    if event is None:
        return None
    attendances = Attendance.objects.filter(event=event)
    counts = attendances.aggregate(
        coming=Count("pk", filter=Q(answer=Answer.YES, is_waiting=False)),
        waiting=Count("pk", filter=Q(is_waiting=True)),
        maybe=Count("pk", filter=Q(answer=Answer.MAYBE)),
    )
    first = attendances.filter(answer=Answer.YES, is_waiting=False).select_related("member").order_by("since", "pk")
    mine = attendances.filter(member=viewer.pk).first() if isinstance(viewer, Member) else None
    ahead = attendances.filter(is_waiting=True, since__lt=mine.since).count() if mine and mine.is_waiting else 0
    return Shown(
        event,
        [attendance.member for attendance in first[:MOST_NAMES]] if isinstance(viewer, Member) else [],
        counts["coming"],
        counts["waiting"],
        counts["maybe"],
        mine,
        ahead,
        policies.can_answer(viewer, event, post),
        bool(policies.can_change(viewer, event, post)),
        bool(policies.can_cancel(viewer, event, post)),
    )


def visible_to(viewer: Viewer) -> QuerySet[Event]:
    return Event.objects.filter(post__in=Post.objects.visible_to(viewer).filter(number=1)).select_related("post__thread")


def in_month(viewer: Viewer, year: int, month: int) -> list[Event]:
    """What begins in this month by the viewer's clock, soonest first."""
    zone = timezone.get_current_timezone()
    first = datetime(year, month, 1, tzinfo=zone)
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    found = visible_to(viewer).filter(starts_at__gte=first.astimezone(UTC), starts_at__lt=after.astimezone(UTC))
    return list(found.order_by("starts_at", "pk")[:MOST_IN_A_MONTH])


def entry_of(event: Event) -> Entry:
    host = settings.SITE_URL.split("://", 1)[-1]
    address = settings.SITE_URL + event.post.get_absolute_url()
    return Entry(
        uid=f"event-{event.pk}@{host}",
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        changed_at=event.changed_at,
        sequence=event.sequence,
        place=event.place,
        url=event.link or address,
        description=address,
        is_cancelled=event.cancelled_at is not None,
    )


def calendar_of(events: Iterable[Event]) -> str:
    """A calendar file with these events."""
    return calendar([entry_of(event) for event in events], name=SiteSettings.current().name)


def own(member: Member) -> Sequence[Event]:
    """What the member comes to, may come to, or announced; for their calendar. The last month stays in it."""
    since = timezone.now() - timedelta(days=31)
    mine = Q(attendances__member=member.pk, attendances__answer__in=[Answer.YES, Answer.MAYBE]) | Q(post__author=member.pk)
    return list(visible_to(member).filter(mine, starts_at__gte=since).distinct().order_by("starts_at", "pk")[:MOST_IN_A_FEED])


def feed_token(member: Member) -> str:
    """The secret in the address of a member's calendar. A new password makes a new one: that is how it is taken back."""
    return signing.dumps([member.pk, _mark_of(member)], salt=_SALT)


def _mark_of(member: Member) -> str:
    return salted_hmac(_SALT, member.password).hexdigest()[:16]


def owner_of(token: str) -> Member | None:
    try:
        pk, mark = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    member = Member.objects.filter(pk=pk, is_active=True).first()
    return member if member and _mark_of(member) == mark and not member.is_suspended else None
