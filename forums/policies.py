"""Who may do what in the forum. Pages show the sentence, actions enforce it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policies import can_write
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings

from .access import Viewer, rights_of
from .models import Forum, Right
from .threads.models import Thread
from .timers.queries import is_closed

if TYPE_CHECKING:
    from .posts.models import Post

_FORUM_LOCKED = _("This forum is locked. Only moderators may write here.")
_THREAD_LOCKED = _("This thread is locked.")


def can_moderate(member: Viewer, forum: Forum | int) -> Decision:
    """Whether `member` moderates `forum` (the forum or its id)."""
    forum_id = forum.pk if isinstance(forum, Forum) else forum
    if not member.is_authenticated:
        return denied(_("Please log in first."))
    if not rights_of(member).can(Right.MODERATE, forum_id):
        return denied(_("You do not moderate this forum."))
    return ALLOWED


def can_start(member: Viewer, forum: Forum) -> Decision:
    if not (decision := can_write(member, forum_id=forum.pk)):
        return decision
    rights = rights_of(member)
    if not rights.can(Right.START, forum.pk):
        return denied(_("You may not start threads in this forum."))
    if forum.is_locked and not rights.can(Right.MODERATE, forum.pk):
        return denied(_FORUM_LOCKED)
    return ALLOWED


def can_reply(member: Viewer, thread: Thread) -> Decision:
    if not (decision := can_write(member, forum_id=thread.forum_id, thread_id=thread.pk)):
        return decision
    if thread.has(Thread.Extra.MERGED) and thread.state == thread.State.REMOVED:
        return denied(_("This thread was joined to another one. Its address leads there."))
    rights = rights_of(member)
    if rights.can(Right.MODERATE, thread.forum_id):
        return ALLOWED
    if not rights.can(Right.REPLY, thread.forum_id):
        return denied(_("You may not reply in this forum."))
    if thread.state == thread.State.HIDDEN:
        return denied(_("This thread is hidden. Nobody can reply to it."))
    if thread.state != thread.State.PUBLISHED:
        return denied(_("This thread waits for a moderator. Replies are possible once it is published."))
    if is_closed(thread):
        return denied(_THREAD_LOCKED)
    if thread.forum.is_locked:
        return denied(_FORUM_LOCKED)
    return ALLOWED


def can_edit(member: Viewer, post: Post) -> Decision:
    """Authors for some time after writing (24 h for new members, 30 days from trust level 2), always while nobody reads it."""
    if not (decision := can_write(member, forum_id=post.thread.forum_id, thread_id=post.thread_id)):
        return decision
    moderates = can_moderate(member, post.thread.forum_id)
    if post.author_id != member.pk and post.is_wiki:
        return _can_edit_wiki(member, post)
    if post.author_id != member.pk:
        if moderates:
            return denied(_("What somebody else wrote is changed at the desk: the author is told of it, with the reason."))
        return denied(_("Only the author may edit this post."))
    if post.state in (post.State.REMOVED, post.State.DELETED):
        return denied(_("This post was taken down."))
    if moderates or post.state in (post.State.HELD, post.State.HIDDEN):
        # Its author may always bring in order what nobody else reads yet; it stays where it is.
        return ALLOWED
    if is_closed(post.thread):
        return denied(_THREAD_LOCKED)
    if post.is_wiki:
        return ALLOWED  # whose text everybody may still mend
    site = SiteSettings.current()
    trusted = getattr(member, "trust", 0) >= 2
    window = timedelta(days=site.edit_days_trusted) if trusted else timedelta(hours=site.edit_hours_new)
    if timezone.now() - post.created_at > window:
        return denied(_("The time for edits is over. Write a reply instead, or ask a moderator."))
    return ALLOWED


def _can_edit_wiki(member: Viewer, post: Post) -> Decision:
    if not post.is_published:
        return denied(_("This post is not public."))
    if getattr(member, "trust", 0) < 1 and not can_moderate(member, post.thread.forum_id):
        return denied(_("A wiki is edited by members who have been here for a while. Suggest your change in a reply."))
    return can_reply(member, post.thread)


def can_make_wiki(member: Viewer, post: Post) -> Decision:
    """Its author, who gives something away by it, or who moderates there."""
    if not (decision := can_write(member, forum_id=post.thread.forum_id, thread_id=post.thread_id)):
        return decision
    if not post.is_published:
        return denied(_("This post is not public."))
    if can_moderate(member, post.thread.forum_id):
        return ALLOWED
    if post.author_id != member.pk:
        return denied(_("Only the author, or a moderator, makes this post a wiki."))
    if getattr(member, "trust", 0) < 1:
        return denied(_("Members who have been here for a while make wikis."))
    return denied(_THREAD_LOCKED) if is_closed(post.thread) else ALLOWED


def can_rewrite(member: Viewer, post: Post) -> Decision:
    """Staff change what somebody else wrote, where everybody can read it. The reason is for those above to ask."""
    if not (decision := can_moderate(member, post.thread.forum_id)):
        return decision
    if post.author_id == member.pk:
        return denied(_("This is your own post. Edit it as everybody does."))
    if not post.is_published:
        return denied(_("Only what everybody can read is changed here. Ask its author for a change instead."))
    return ALLOWED


def kinds_open_to(member: Viewer, thread: Thread) -> list[Thread.Kind]:
    """What the thread may be turned into by who may edit it; one kind means there is nothing to choose."""
    kinds = [Thread.Kind.QUESTION] if thread.forum.questions_only else [Thread.Kind.DISCUSSION, Thread.Kind.QUESTION]
    if can_moderate(member, thread.forum_id):
        kinds.append(Thread.Kind.ANNOUNCEMENT)
    # An announcement stays one, and a discussion may stay one where only questions are begun nowadays.
    current = Thread.Kind(thread.kind)
    if current is Thread.Kind.ANNOUNCEMENT and current not in kinds:
        return [current]
    return kinds if current in kinds else [current, *kinds]


def can_delete(member: Viewer, post: Post) -> Decision:
    """Authors may take back their own posts; an opening post only while nobody answered."""
    if not (decision := can_write(member, forum_id=post.thread.forum_id, thread_id=post.thread_id)):
        return decision
    if post.author_id != member.pk:
        return denied(_("Only the author may take this post back."))
    if post.state not in (post.State.PUBLISHED, post.State.HELD):
        return denied(_("This post is not public any more."))
    if is_closed(post.thread):
        return denied(_THREAD_LOCKED)
    if post.is_opening and post.thread.reply_count:
        return denied(_("Others have answered. Ask a moderator if the thread should go."))
    return ALLOWED


def can_restore_own(member: Viewer, post: Post) -> Decision:
    if not (decision := can_write(member, forum_id=post.thread.forum_id, thread_id=post.thread_id)):
        return decision
    if post.author_id != member.pk or post.state != post.State.DELETED:
        return denied(_("Only the author may bring this post back."))
    if is_closed(post.thread):
        return denied(_THREAD_LOCKED)
    return ALLOWED


def can_accept(member: Viewer, thread: Thread) -> Decision:
    if not (decision := can_write(member, forum_id=thread.forum_id, thread_id=thread.pk)):
        return decision
    if not thread.is_question:
        return denied(_("Only questions have an accepted answer."))
    if can_moderate(member, thread.forum_id):
        return ALLOWED
    if thread.author_id != member.pk:
        return denied(_("Only who asked, or a moderator, accepts an answer."))
    if is_closed(thread):
        return denied(_THREAD_LOCKED)
    return ALLOWED


def can_react(member: Viewer, post: Post) -> Decision:
    if not (decision := can_write(member, forum_id=post.thread.forum_id, thread_id=post.thread_id)):
        return decision
    if post.author_id == member.pk:
        return denied(_("This is your own post."))
    if not post.is_published:
        return denied(_("This post is not public."))
    return ALLOWED
