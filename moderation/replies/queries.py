"""Replies as the desk finds them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import Member

from .models import SavedReply

# More than this nobody finds anything in; the page of replies asks to retire some.
MOST = 200


def visible_to(member: Member) -> QuerySet[SavedReply]:
    """The team's and one's own."""
    return SavedReply.objects.filter(Q(owner=None) | Q(owner=member.pk)).select_related("rule")


def offered(member: Member) -> list[SavedReply]:
    """For the decision bar, the most used first. One query."""
    return list(visible_to(member).filter(is_active=True).order_by("-uses", "title", "pk")[:MOST])


def all_of(member: Member) -> list[SavedReply]:
    """For the page of replies: those offered first, each by its title."""
    return list(visible_to(member).order_by("-is_active", "title", "pk")[: 2 * MOST])
