"""Who has which badge."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.access import Viewer
from forums.people.directory import listed

from .models import Award, Badge

PAGE = 30
# On a profile; a badge that was given for many posts stands there once.
MOST = 60


def all_badges() -> list[Badge]:
    """Every badge that is given, each with `holders`: how many people have it. One query."""
    return list(Badge.objects.filter(is_active=True).annotate(holders=Count("awards__member", distinct=True)))


def holders_of(badge: Badge, viewer: Viewer, cursor: str) -> KeyPage[Award]:
    """Those whom the viewer may look up in the directory, newest first. Raises BadCursor."""
    people = Member.objects.filter(listed(viewer) | Q(pk=viewer.pk or 0))
    awards = badge.awards.filter(member__in=people).select_related("member")
    return after_key(awards, order=("awarded_at", "pk"), cursor=cursor, size=PAGE)


def badges_of(member: Member) -> list[tuple[Badge, int]]:
    """(badge, how often), in the order of the catalogue. One query."""
    rows = Award.objects.filter(member=member, badge__is_active=True).select_related("badge").order_by("badge__position", "badge")
    found: dict[int, tuple[Badge, int]] = {}
    for row in rows[:MOST]:
        badge, times = found.get(row.badge_id, (row.badge, 0))
        found[row.badge_id] = (badge, times + 1)
    return list(found.values())
