"""Who may announce, change and answer. No query where the post's thread is loaded."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums import policies
from forums.access import Viewer
from forums.posts.models import Post

from .models import Event


def can_add(viewer: Viewer, post: Post) -> Decision:
    if not viewer.is_authenticated or post.author_id != viewer.pk:
        return denied(_("An event belongs to a thread of one's own."))
    if not post.is_opening:
        return denied(_("An event is announced by the first post of a thread."))
    return policies.can_edit(viewer, post)


def can_change(viewer: Viewer, event: Event, post: Post) -> Decision:
    """Who invites may tell of another hour at any time: guests rely on it. The post's own time for edits does not count here."""
    if not viewer.is_authenticated:
        return denied(_("Please log in first."))
    if post.author_id != viewer.pk:
        return denied(_("Only who invites changes the event."))
    if event.cancelled_at:
        return denied(_("This event was cancelled."))
    return policies.can_reply(viewer, post.thread)


def can_cancel(viewer: Viewer, event: Event, post: Post) -> Decision:
    if not viewer.is_authenticated:
        return denied(_("Please log in first."))
    if event.cancelled_at:
        return denied(_("This event was cancelled."))
    if post.author_id != viewer.pk:
        return denied(_("Only who invites cancels the event."))
    return ALLOWED


def can_answer(viewer: Viewer, event: Event, post: Post) -> Decision:
    """Whoever may reply there."""
    if event.cancelled_at:
        return denied(_("This event was cancelled."))
    if event.is_over:
        return denied(_("This event is over."))
    if not post.is_published:
        return denied(_("This post is not public."))
    return policies.can_reply(viewer, post.thread)
