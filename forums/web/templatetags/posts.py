"""Showing what members wrote."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from community.core.templatetags.prose import prose
from forums.access import Viewer
from forums.people.cues import cue_for
from forums.posts.models import Post
from forums.posts.queries import url_of, url_of_number
from forums.threads.models import Thread

register = template.Library()


@register.simple_tag
def post_html(thing: Any) -> SafeString:
    """The stored, sanitised HTML of a Post, or of a Rendered preview. No other text of a member is ever trusted."""
    return prose(thing.html)


@register.simple_tag
def greeting_cue(post: Post, viewer: Viewer) -> str:
    """Whether others should greet the author here: "first", "back" or "". Costs no query."""
    return cue_for(post, viewer)


@register.filter
def post_url(post: Post) -> str:
    """The page a post stands on, with its anchor; the thread must be loaded."""
    return url_of(post)


@register.simple_tag
def post_number_url(thread: Thread, number: int) -> str:
    """The page that the post with this number of the thread stands on."""
    return url_of_number(thread, number)
