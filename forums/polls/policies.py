"""Who may vote, see, change and close. No query where the post's thread is loaded."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums import policies
from forums.access import Viewer
from forums.posts.models import Post

from .models import Poll

EDIT_WINDOW = timedelta(minutes=5)


def can_vote(viewer: Viewer, poll: Poll, post: Post) -> Decision:
    """Whoever may reply where it is asked, as long as it is open."""
    if not poll.is_open:
        return denied(_("This poll is closed."))
    if not post.is_published:
        return denied(_("This post is not public."))
    return policies.can_reply(viewer, post.thread)


def can_see_results(poll: Poll, *, has_voted: bool) -> Decision:
    """The same for everybody, its author and moderators too: who looks ahead could call for votes."""
    if poll.results == Poll.Results.ALWAYS or not poll.is_open:
        return ALLOWED
    if poll.results == Poll.Results.CLOSED:
        return denied(_("The results are shown when the poll is closed."))
    return ALLOWED if has_voted else denied(_("The results are shown to who has voted."))


def can_add(viewer: Viewer, post: Post) -> Decision:
    if not viewer.is_authenticated or post.author_id != viewer.pk:
        return denied(_("A poll belongs to a post of one's own."))
    if post.is_wiki:
        return denied(_("A wiki has many authors; a poll has one."))
    return policies.can_edit(viewer, post)


def can_change(viewer: Viewer, poll: Poll, post: Post) -> Decision:
    """For some minutes, and only before the first vote: a vote is for what was asked."""
    if not (decision := can_add(viewer, post)):
        return decision
    if timezone.now() - poll.created_at > EDIT_WINDOW:
        return denied(_("A poll can be changed for five minutes. Now it can only be closed."))
    if poll.version:
        return denied(_("Somebody has voted. The poll can only be closed now."))
    return ALLOWED


def can_close(viewer: Viewer, poll: Poll, post: Post) -> Decision:
    if not viewer.is_authenticated:
        return denied(_("Please log in first."))
    if post.author_id != viewer.pk and not policies.can_moderate(viewer, post.thread.forum_id):
        return denied(_("Only who asked, or a moderator, closes a poll."))
    return ALLOWED if poll.is_open else denied(_("This poll is closed."))
