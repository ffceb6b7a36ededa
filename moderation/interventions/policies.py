"""Staff acts on the spot: whoever moderates the forum, at both ends where something moves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer, rights_of_account
from forums.models import Forum, Right
from forums.threads.models import Thread
from moderation.access import moderates, moderates_everything


def can_intervene(member: Viewer, forum_id: int) -> Decision:
    if not moderates(member, forum_id):
        return denied(_("You do not moderate this forum."))
    return ALLOWED


def can_lock(member: Viewer, thread: Thread) -> Decision:
    if not (decision := can_intervene(member, thread.forum_id)):
        return decision
    if thread.is_locked:
        return denied(_("This thread is locked already."))
    return ALLOWED


def can_pin(member: Viewer, forum_id: int, *, everywhere: bool) -> Decision:
    """On the lists of other forums it stands in the way of others: that is for those who moderate them all."""
    if not (decision := can_intervene(member, forum_id)):
        return decision
    if everywhere and not moderates_everything(member):
        return denied(_("Only who moderates every forum can pin on every list."))
    return ALLOWED


def can_restore(member: Viewer, forum_id: int, author_id: int) -> Decision:
    if not (decision := can_intervene(member, forum_id)):
        return decision
    if author_id == member.pk:
        return denied(_("This is about you. Somebody else has to decide it."))
    return ALLOWED


def can_move(member: Viewer, thread: Thread, forum: Forum) -> Decision:
    if not (decision := can_intervene(member, thread.forum_id)):
        return decision
    if not moderates(member, forum.pk):
        return denied(_("You do not moderate the forum it would go to."))
    if thread.forum_id == forum.pk:
        return denied(_("The thread is in this forum already."))
    if not rights_of_account(thread.author).can(Right.READ, forum.pk):
        # A removal in all but name: it would have neither a reason nor a way to object.
        return denied(_("Its author could not read it there. Remove it and say why, if that is what is meant."))
    return ALLOWED
