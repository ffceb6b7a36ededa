"""What becomes of a sanction after it was imposed: lifted early, or confirmed by the member to have been read."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify
from moderation.audit import log

from . import policies, standing
from .models import Sanction

REASON_MAX = 400


@transaction.atomic
def lift(*, by: Member, sanction: Sanction, reason: str) -> bool:
    """End it early, its points with it; the row stays and the member is told. Says whether it was still there to be lifted.

    Raises Refused, or ValidationError (field reason).
    """
    found = _locked(sanction)
    policies.lifts_here(by, found).enforce()
    if found.is_ended:
        return False
    policies.can_lift(by, found).enforce()
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise ValidationError({"reason": _("Please say why: the member reads it, and so do colleagues.")})
    if len(reason) > REASON_MAX:
        raise ValidationError({"reason": _("Up to %(n)s characters.") % {"n": REASON_MAX}})
    now = timezone.now()
    Sanction.objects.filter(pk=found.pk).update(lifted_at=now, lifted_by=by, lift_reason=reason)
    sanction.lifted_at, sanction.lifted_by, sanction.lift_reason = now, by, reason
    standing.apply(found.member)
    notify(
        member=found.member,
        verb="moderation.lifted",
        event=f"sanction:{found.pk}:lifted",
        data={"sanction": found.pk, "kind": found.kind, "text": reason},
    )
    log.record(
        by=by,
        verb="sanction.lifted",
        target=_label(found),
        forum_id=found.decision.case.forum_id,
        reason=reason,
        data={"decision": found.decision_id, "points": found.points, "until": found.ends_at},
    )
    return True


@transaction.atomic
def acknowledge(*, by: Member, sanction: Sanction) -> bool:
    """The member confirms to have read it, once. Says whether it was still to be confirmed. Raises Refused."""
    policies.can_acknowledge(by, sanction).enforce()
    if not Sanction.objects.told().filter(pk=sanction.pk).exists():
        return False
    now = timezone.now()
    # No join here: PostgreSQL looks again at the row it waited for, but not at a subquery.
    if not Sanction.objects.standing().filter(pk=sanction.pk, acknowledged_at=None).update(acknowledged_at=now):
        return False
    sanction.acknowledged_at = now
    standing.apply(by)
    found = Sanction.objects.select_related("decision__case", "member").get(pk=sanction.pk)
    log.record(
        by=by,
        verb="sanction.acknowledged",
        target=_label(found),
        forum_id=found.decision.case.forum_id,
        data={"decision": found.decision_id},
    )
    return True


def _locked(sanction: Sanction) -> Sanction:
    # `of` names the sanction alone: an outer join to a forum or thread that is none cannot be locked.
    rows = Sanction.objects.select_for_update(of=("self",), no_key=True).select_related(
        "decision__case", "member", "forum", "thread"
    )
    return rows.get(pk=sanction.pk)


def _label(sanction: Sanction) -> tuple[str, int, str]:
    """How the audit log names a sanction."""
    return ("sanction", sanction.pk, f"{sanction.kind}: {sanction.member.username}")
