"""Rules, and what was decided before."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from .models import Decision, LegalGround, Rule

# Decisions because of which something is not readable.
TAKEN_DOWN = ("hide", "remove", "reject", "revise")

UNDO_WITHIN = timedelta(days=30)


def rules() -> list[Rule]:
    return list(Rule.objects.filter(is_active=True))


def laws() -> list[LegalGround]:
    return list(LegalGround.objects.filter(is_active=True))


def standing_restriction(target_type: str, target_id: int) -> Decision | None:
    """The decision because of which the thing is hidden, if there is one."""
    return (
        Decision.objects.filter(case__target_type=target_type, case__target_id=target_id, undone_at=None, outcome__in=TAKEN_DOWN)
        .select_related("case", "rule", "by")
        .order_by("-id")
        .first()
    )


def standing_lock(thread_id: int) -> Decision | None:
    """The decision because of which nobody can reply, if there is one."""
    return (
        Decision.objects.filter(case__target_type="thread", case__target_id=thread_id, undone_at=None, outcome="lock")
        .select_related("case")
        .order_by("-id")
        .first()
    )


def later_decision(decision: Decision) -> Decision | None:
    """A standing decision about the same thing, made after this one."""
    return (
        Decision.objects.filter(
            case__target_type=decision.case.target_type,
            case__target_id=decision.case.target_id,
            undone_at=None,
            pk__gt=decision.pk,
        )
        .select_related("case")
        .first()
    )


def is_recent(decision: Decision) -> bool:
    return decision.made_at > timezone.now() - UNDO_WITHIN
