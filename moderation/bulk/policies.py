"""How many cases one person decides at once, and who may take a batch back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from moderation.access import is_moderator
from moderation.decisions.models import Decision as Made

from .models import Batch
from .plan import ALONE, MOST


def can_decide_alone(cases: int) -> Decision:
    if cases < 1:
        return denied(gettext_lazy("Please choose at least one case."))
    if cases > ALONE:
        return denied(
            ngettext(
                "More than %(n)d case at once needs a second person.",
                "More than %(n)d cases at once need a second person.",
                ALONE,
            )
            % {"n": ALONE}
        )
    return ALLOWED


def can_propose(by: Member, cases: int) -> Decision:
    if not is_moderator(by):
        return denied(gettext_lazy("The desk is for those who moderate a forum."))
    if cases > MOST:
        return denied(ngettext("Up to %(n)d case at once.", "Up to %(n)d cases at once.", MOST) % {"n": MOST})
    return ALLOWED if cases else can_decide_alone(cases)


def can_see(by: Member, batch: Batch) -> Decision:
    """Whoever moderates one of its cases; they see those only. One query."""
    from moderation.cases.models import Case

    if batch.by_id == by.pk or Made.objects.filter(batch=batch, case__in=Case.objects.visible_to(by)).exists():
        return ALLOWED
    return denied(gettext_lazy("You do not moderate this forum."))


def can_undo(by: Member, batch: Batch) -> Decision:
    """Each decision says itself whether it may still be taken back; here only whether there is anything left."""
    if not (allowed := can_see(by, batch)):
        return allowed
    if batch.undone_at is not None or not Made.objects.filter(batch=batch, undone_at=None).exists():
        return denied(gettext_lazy("All of it was taken back already."))
    return ALLOWED
