"""What a member did in the forum, for their profile page, as far as the viewer may read it."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.posts.models import Post

register = template.Library()
MOST = 10


@register.inclusion_tag("forums/_recent_posts.html")
def recent_posts_of(member: Member, viewer: Viewer) -> dict[str, Any]:
    # Whoever waits for a moderator finds their post again here.
    shown = [Post.State.PUBLISHED, Post.State.HELD] if viewer == member else [Post.State.PUBLISHED]
    written = Post.objects.visible_to(viewer).filter(author=member, state__in=shown)
    posts = written.select_related("thread__forum").order_by("-pk")[:MOST]
    return {
        "posts": [{"post": post, "excerpt": plain(post.text)} for post in posts],
        "member": member,
        "is_own": viewer == member,
    }
