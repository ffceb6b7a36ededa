"""Notes about members are for those who moderate; whoever wrote one, or leads, takes it away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import is_moderator

from .models import MemberNote


def can_note(by: Viewer, member: Member) -> Decision:
    """Whoever moderates somewhere, about anybody but themselves; who may write them may read them."""
    if not is_moderator(by):
        return denied(_("Notes are for those who moderate a forum."))
    if member.pk == by.pk:
        return denied(_("This is you. Notes about you are for colleagues."))
    return ALLOWED


def can_remove(by: Viewer, note: MemberNote) -> Decision:
    if not is_moderator(by):
        return denied(_("Notes are for those who moderate a forum."))
    if note.author_id != by.pk and not (isinstance(by, Member) and by.is_superuser):
        return denied(_("Only who wrote a note, or an admin, can remove it."))
    return ALLOWED
