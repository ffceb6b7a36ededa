"""Who sets a level by hand."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied


def can_set(by: Member, member: Member) -> Decision:
    """Staff of the back office, and not for themselves."""
    if not by.is_staff or not by.has_perm("trust.change_standing"):
        return denied(_("Only the team sets trust levels."))
    if by.pk == member.pk:
        return denied(_("This is about you. Somebody else has to decide it."))
    return ALLOWED
