"""What the frame around every page shows: forums, tags, and the viewer's own numbers.

Everything is a function, called by the template that shows it: a page that does not show it does not pay for it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.module_loading import import_string

from accounts.models import Member
from accounts.notifications.models import Notification
from accounts.notifications.queries import unread_count
from forums.access import Viewer, rights_of
from forums.conversations.models import Participant
from forums.models import Right
from forums.personal import queries as personal
from forums.personal.models import Draft
from forums.tree import Node, flat, visible_tree

from . import queries


def navigation(request: HttpRequest) -> dict[str, Any]:
    viewer: Viewer | None = getattr(request, "user", None)
    if viewer is None:
        return {}
    context: dict[str, Any] = {
        "forum_tree": cache(lambda: _forum_tree(viewer)),
        "popular_tags": cache(lambda: queries.popular_tags(viewer)),
    }
    if isinstance(viewer, Member):
        own = _Own(viewer)
        context |= {
            "unread_total": lambda: unread_of(viewer).get(None, 0),
            "drafts_count": lambda: own.counts[0],
            "notifications_unread": lambda: own.counts[1],
            "messages_unread": lambda: own.counts[2],
            "desk_count": lambda: own.desk,
            "can_moderate": own.moderates,
            "may_start": lambda: bool(rights_of(viewer).forums(Right.START)),
        }
    return context


class _Own:
    """The viewer's own numbers, each group of them asked for once."""

    def __init__(self, member: Member) -> None:
        self.member = member

    @cached_property
    def counts(self) -> tuple[int, int, int]:
        """Drafts, unread notifications and conversations with news, in one query.

        In three where a notification is unread, for what it tells of may be hidden by now.
        """
        rows = Member.objects.filter(pk=self.member.pk).annotate(
            drafts_n=_count(Draft),
            talks_n=_count(Participant, state=Participant.State.ACTIVE, has_news=True, is_muted=False),
            any_news=Exists(Notification.objects.filter(member=OuterRef("pk"), read_at=None)),
        )
        drafts, talks, any_news = rows.values_list("drafts_n", "talks_n", "any_news").first() or (0, 0, False)
        return drafts, unread_count(self.member) if any_news else 0, talks

    def moderates(self) -> bool:
        return bool(rights_of(self.member).forums(Right.MODERATE))

    @cached_property
    def desk(self) -> int:
        return import_string(settings.DESK_COUNT)(self.member) if self.moderates() else 0


def _count(model: Any, **filters: Any) -> Any:
    rows = model.objects.filter(member=OuterRef("pk"), **filters).order_by().values("member").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def unread_of(viewer: Viewer) -> dict[int | None, int]:
    """Unread threads by forum, asked once for each viewer object."""
    known = getattr(viewer, "_unread_counts", None)
    if known is None:
        known = personal.unread_counts(viewer)
        viewer._unread_counts = known  # type: ignore[union-attr]
    return known


def _forum_tree(viewer: Viewer) -> list[Node]:
    """Every visible forum, parents before children, with how many threads are new to the viewer."""
    nodes = flat(visible_tree(viewer))
    if isinstance(viewer, Member):
        unread = unread_of(viewer)
        for node in nodes:
            node.unread = unread.get(node.id, 0)
    return nodes
