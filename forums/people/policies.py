"""Who holds up posts, and who sees what a member did here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from accounts.policies import can_see_profile
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer, rights_of
from forums.models import Right
from forums.policies import can_moderate
from forums.posts.models import Post
from forums.threads.models import Thread


def can_feature(member: Viewer, post: Post) -> Decision:
    """Moderators, where they moderate, what everybody can read, and not their own."""
    if not (decision := can_moderate(member, post.thread.forum_id)):
        return decision
    if post.author_id == member.pk:
        return denied(_("Praise comes from others: ask a colleague."))
    if not post.is_published or post.thread.state != Thread.State.PUBLISHED:
        return denied(_("Only what everybody can read is featured."))
    return ALLOWED


def can_unfeature(member: Viewer, post: Post) -> Decision:
    return can_moderate(member, post.thread.forum_id)


def can_see_activity(viewer: Viewer, member: Member) -> Decision:
    """Whoever sees the profile, unless the member does not list it; those who moderate see it all the same."""
    if not (decision := can_see_profile(viewer, member)):
        return decision
    if member.shows_activity or viewer.pk == member.pk:
        return ALLOWED
    if isinstance(viewer, Member) and (viewer.is_staff or rights_of(viewer).forums(Right.MODERATE)):
        return ALLOWED
    return denied(_("This member does not list what they write."))


def can_show(member: Member, thread: Thread) -> Decision:
    """On one's own profile, one's own thread."""
    if thread.author_id != member.pk:
        return denied(_("Only a thread that you began."))
    return ALLOWED
