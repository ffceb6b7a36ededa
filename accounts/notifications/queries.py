"""What the bell and its page need."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Member
from community.core.paging import KeyPage, after_key

from .grouping import Line, lines
from .models import Notification
from .registry import Verb, find

PAGE = 30
# The unread ones are one page: what the bell counts is what that page shows.
_CAP = 100


def unread_count(member: Member) -> int:
    """How many lines are unread that the member may still see, made of the newest 100; shown as 99+ from there.

    What was hidden since it was told, and what waits again, is no news. The bound keeps the queries short and few.
    """
    return len(unread_lines(member))


def unread_lines(member: Member) -> list[Line]:
    """What is unread, as lines, made of the newest 100."""
    unread = Notification.objects.filter(member_id=member.pk, read_at=None).select_related("actor").order_by("-pk")
    return lines(visible(member, unread[:_CAP]))


def page_for(member: Member, *, cursor: str = "") -> KeyPage[Notification]:
    """One page, newest first, without what the member may not see any more. Raises BadCursor."""
    mine = Notification.objects.filter(member_id=member.pk).select_related("actor")
    page = after_key(mine, order=("pk",), cursor=cursor, size=PAGE)
    return KeyPage(visible(member, page.rows), page.next)


def visible(member: Member, notifications: Iterable[Notification]) -> list[Notification]:
    """Those of a known verb whose subject the member may still see, in the same order."""
    notifications = list(notifications)
    by_rule: dict[object, list[Notification]] = {}
    shown: set[int] = set()
    for notification in notifications:
        verb = find(notification.verb)
        if verb is None:
            continue
        if verb.still_visible is None:
            shown.add(notification.pk)
        else:
            # Verbs that share a rule share its queries.
            by_rule.setdefault(verb.still_visible, []).append(notification)
    for rule, group in by_rule.items():
        shown |= rule(member, group)  # type: ignore[operator]
    return [notification for notification in notifications if notification.pk in shown]


def one_of(member: Member, pk: int) -> tuple[Notification, Verb] | None:
    """The member's own notification and its verb, if it still leads anywhere."""
    found = Notification.objects.filter(member_id=member.pk, pk=pk).select_related("actor").first()
    if found is None or not visible(member, [found]):
        return None
    verb = find(found.verb)
    return (found, verb) if verb else None
