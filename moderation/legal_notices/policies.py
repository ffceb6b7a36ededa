"""Who may give notice, and who may read who gave it."""

from __future__ import annotations

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision
from forums.access import Viewer
from moderation.sanctions.policies import may_report


def can_give_notice(by: Viewer) -> Decision:
    """Anybody, with or without an account; except a member who abused it and was told so (Art. 23(2))."""
    return may_report(by) if isinstance(by, Member) else ALLOWED
