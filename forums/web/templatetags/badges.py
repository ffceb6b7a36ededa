"""Badges in the reader's language, and what a profile says about its member: {% load badges %}."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import Member
from forums.access import Viewer
from forums.badges.models import Badge
from forums.badges.queries import badges_of
from forums.badges.wording import words_of
from forums.people.featuring import newest_for
from forums.people.models import FeaturedPost, Figures, ShownThread
from forums.threads.models import Thread

register = template.Library()


@register.simple_tag
def badge_name(badge: Badge) -> str:
    return words_of(badge.rule, badge.name, badge.description)[0]


@register.simple_tag
def badge_description(badge: Badge) -> str:
    return words_of(badge.rule, badge.name, badge.description)[1]


@register.simple_tag
def earned_by(member: Member, viewer: Viewer) -> dict[str, Any]:
    """Badges, figures and the thread they chose, for a profile: three queries."""
    shown = ShownThread.objects.filter(member=member).values("thread")
    return {
        "badges": badges_of(member),
        "figures": Figures.objects.filter(pk=member.pk).first(),
        "thread": Thread.objects.visible_to(viewer).published().filter(pk__in=shown, author=member).first(),
    }


@register.simple_tag
def featured_now(viewer: Viewer) -> FeaturedPost | None:
    """The post that was held up last, for the first page; no query while there is none."""
    return newest_for(viewer)
