"""What a member did in the forum, for their profile page, as far as the viewer may read it."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import Member
from community.core.decisions import Decision
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.people.activity import posts_of
from forums.people.policies import can_see_activity

register = template.Library()
MOST = 10


@register.inclusion_tag("forums/_recent_posts.html")
def recent_posts_of(member: Member, viewer: Viewer) -> dict[str, Any]:
    posts = posts_of(member, viewer, size=MOST).rows
    return {
        "posts": [{"post": post, "excerpt": plain(post.text)} for post in posts],
        "member": member,
        "is_own": viewer == member,
    }


@register.simple_tag
def can_see_activity_of(member: Member, viewer: Viewer) -> Decision:
    return can_see_activity(viewer, member)
