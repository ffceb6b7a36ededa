"""Everybody on the desk has replies of their own; the team's are kept by those who moderate everything."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import is_moderator, moderates_everything

from .models import SavedReply


def can_keep(member: Viewer, *, for_team: bool) -> Decision:
    if not is_moderator(member):
        return denied(_("The desk is for those who moderate a forum."))
    if for_team and not moderates_everything(member):
        return denied(_("Only who moderates every forum writes the replies of the whole team."))
    return ALLOWED


def can_change(member: Viewer, reply: SavedReply) -> Decision:
    if reply.owner_id is not None and reply.owner_id != member.pk:
        return denied(_("This reply belongs to somebody else."))
    return can_keep(member, for_team=reply.owner_id is None)
