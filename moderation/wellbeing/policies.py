"""Who may give the second look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import moderates

from .models import DoubleReview


def can_review(member: Viewer, review: DoubleReview, *, is_involved: bool) -> Decision:
    """Whoever moderates there and had no part in it. `is_involved`: has reported it or decided something in its case."""
    case = review.decision.case
    if not moderates(member, case.forum_id):
        return denied(_("You do not moderate this forum."))
    if member.pk in (review.first_decider_id, review.decision.second_by_id):
        return denied(_("This was your own decision. Somebody else looks at it a second time."))
    if case.subject_id == member.pk:
        return denied(_("This is about you. Somebody else has to look at it."))
    if is_involved:
        return denied(_("You had a part in this case. Somebody else has to look at it."))
    if review.reviewed_at is not None:
        return denied(_("Somebody has looked at this a second time already."))
    if review.decision.undone_at is not None:
        return denied(_("This decision was taken back; nothing is left to look at."))
    return ALLOWED
