"""Who may do what with a case. The page shows the sentence, the action enforces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.access import moderates
from moderation.appeals.queries import has_part

from .models import CLAIM_LASTS, Case

if TYPE_CHECKING:
    from .outcomes import Outcome


_ABOUT_YOU = gettext_lazy("This is about you. Somebody else has to decide it.")


def can_work_on(member: Viewer, case: Case) -> Decision:
    """Whoever moderates the forum."""
    if not moderates(member, case.forum_id):
        return denied(gettext_lazy("You do not moderate this forum."))
    return ALLOWED


def can_note(member: Viewer, case: Case) -> Decision:
    """Notes and the way of a case are for colleagues of whom it is about, not for themselves."""
    if not (decision := can_work_on(member, case)):
        return decision
    return denied(_ABOUT_YOU) if case.subject_id == member.pk else ALLOWED


def can_steer(member: Viewer, case: Case) -> Decision:
    """Claim and snooze: nobody keeps others from their own matter. Two queries for an objection, none otherwise."""
    if not (decision := can_note(member, case)):
        return decision
    if case.target_type == Case.Target.APPEAL and has_part(member, case):
        return denied(gettext_lazy("You had a part in the first decision. Somebody else has to answer the objection."))
    return ALLOWED


def can_judge(member: Viewer, case: Case, *, has_reported: bool) -> Decision:
    """Nobody judges in their own matter, and nobody takes a case out of another's hands unasked."""
    if not (decision := can_work_on(member, case)):
        return decision
    if case.subject_id == member.pk:
        return denied(_ABOUT_YOU)
    if has_reported:
        return denied(gettext_lazy("You have reported this yourself. Somebody else has to decide it."))
    holder = case.holder_id
    if holder is not None and holder != member.pk and case.claimed_by is not None and case.claimed_at is not None:
        until = timezone.localtime(case.claimed_at + CLAIM_LASTS)
        return denied(
            _("%(name)s is on this case until %(time)s. Take it over first.")
            % {"name": case.claimed_by.name, "time": f"{until:%H:%M}"}
        )
    return ALLOWED


def can_decide(member: Viewer, case: Case, outcome: Outcome, offered: list[Outcome], *, has_reported: bool) -> Decision:
    if not (decision := can_judge(member, case, has_reported=has_reported)):
        return decision
    if outcome not in offered:
        return denied(gettext_lazy("This cannot be decided about it in the state it is in."))
    return ALLOWED
