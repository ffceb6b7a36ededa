"""Who may open a case about a member without anybody having reported them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import moderates_everything


def can_open_case(by: Viewer, member: Member) -> Decision:
    """A case about a person belongs to no forum: it is for those who moderate them all, and never one's own."""
    if not moderates_everything(by):
        return denied(_("Only who moderates every forum can open a case about a member. Report something they wrote instead."))
    if member.pk == by.pk:
        return denied(_("This is about you. Somebody else has to decide it."))
    return ALLOWED
