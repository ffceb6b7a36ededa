"""Who may rearrange threads: whoever moderates at both ends, and never so that somebody cannot read their own words any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums import policies
from forums.access import Viewer, rights_of_account
from forums.models import Right
from forums.threads.models import Thread

from .models import Transfer

UNDO_WITHIN = timedelta(days=30)


def can_rearrange(viewer: Viewer, thread: Thread) -> Decision:
    if not (decision := policies.can_moderate(viewer, thread.forum_id)):
        return decision
    if thread.state != Thread.State.PUBLISHED:
        return denied(_("Only what everybody can read is rearranged."))
    return ALLOWED


def can_transfer(viewer: Viewer, source: Thread, target: Thread, authors: Iterable[Member]) -> Decision:
    for thread in (source, target):
        if not (decision := can_rearrange(viewer, thread)):
            return decision
    if source.pk == target.pk:
        return denied(_("The posts are in this thread already."))
    if source.forum_id != target.forum_id:
        for author in authors:
            if not rights_of_account(author).can(Right.READ, target.forum_id):
                # A removal in all but name: it would have neither a reason nor a way to object.
                return denied(_("Somebody could not read their own post there. Remove it and say why, if that is what is meant."))
    return ALLOWED


def can_undo(viewer: Viewer, transfer: Transfer) -> Decision:
    for forum_id in {transfer.source.forum_id, transfer.target.forum_id}:
        if not (decision := policies.can_moderate(viewer, forum_id)):
            return decision
    if transfer.undone_at is not None:
        return denied(_("This was taken back already."))
    if timezone.now() - transfer.at > UNDO_WITHIN:
        return denied(_("This is longer ago than 30 days."))
    ends = [transfer.target] if transfer.kind == Transfer.Kind.MERGE else [transfer.source, transfer.target]
    if any(thread.state != Thread.State.PUBLISHED for thread in ends):
        # Posts would vanish from sight, or come back into it, by the way.
        return denied(_("One of the two threads is hidden, or was joined with another one since. Take that back first."))
    return ALLOWED
