"""Work on a case short of deciding it: claim, note, snooze."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit import log

from . import desk_count, policies
from .models import CLAIM_LASTS, Case, CaseNote

NOTE_MAX = 4000
LONGEST_SNOOZE = timedelta(days=30)


class AlreadyClaimed(Exception):
    """Somebody else is on the case; `case` says who and since when."""

    def __init__(self, case: Case) -> None:
        super().__init__(_("Somebody else is on this case."))
        self.case = case


def label_of(case: Case) -> tuple[str, int, str]:
    """How the audit log names a case."""
    return ("case", case.pk, f"{case.headline}: {case.snapshot.get('author', '')} in “{case.snapshot.get('title', '')}”")


@transaction.atomic
def claim(*, by: Member, case: Case, take_over: bool = False) -> bool:
    """Put one's name on it for half an hour. Raises AlreadyClaimed when another was faster, unless one takes it over."""
    policies.can_steer(by, case).enforce()
    now = timezone.now()
    free = Q() if take_over else Q(claimed_by=None) | Q(claimed_at__lte=now - CLAIM_LASTS) | Q(claimed_by=by)
    claimed = Case.objects.open().filter(free, pk=case.pk).update(claimed_by=by, claimed_at=now)
    if not claimed:
        raise AlreadyClaimed(Case.objects.select_related("claimed_by").get(pk=case.pk))
    was = case.holder_id
    case.claimed_by, case.claimed_at = by, now
    desk_count.changed()
    if was != by.pk:
        log.record(by=by, verb="case.claimed", target=label_of(case), forum_id=case.forum_id, data={"from": was} if was else None)
    return True


@transaction.atomic
def unclaim(*, by: Member, case: Case) -> bool:
    policies.can_work_on(by, case).enforce()
    changed = Case.objects.filter(pk=case.pk, claimed_by=by).update(claimed_by=None, claimed_at=None)
    case.claimed_by = case.claimed_at = None
    if changed:
        desk_count.changed()
        log.record(by=by, verb="case.unclaimed", target=label_of(case), forum_id=case.forum_id)
    return bool(changed)


@transaction.atomic
def note(*, by: Member, case: Case, body: str) -> CaseNote:
    """A word for colleagues; members never see it."""
    policies.can_note(by, case).enforce()
    body = body.replace("\0", "").strip()
    if not body:
        raise ValidationError({"body": _("Please write something.")})
    if len(body) > NOTE_MAX:
        raise ValidationError({"body": _("Up to %(n)s characters.") % {"n": NOTE_MAX}})
    made = CaseNote.objects.create(case=case, author=by, body=body)
    log.record(by=by, verb="case.noted", target=label_of(case), forum_id=case.forum_id, data={"note": made.pk})
    return made


@transaction.atomic
def snooze(*, by: Member, case: Case, until: datetime | None) -> bool:
    """Out of the queue until then; None wakes it."""
    policies.can_steer(by, case).enforce()
    if until is not None and not timezone.now() < until <= timezone.now() + LONGEST_SNOOZE:
        raise ValidationError({"until": _("Please choose a moment within the next 30 days.")})
    changed = Case.objects.open().filter(pk=case.pk).update(snoozed_until=until)
    case.snoozed_until = until
    if changed:
        log.record(
            by=by,
            verb="case.snoozed" if until else "case.woken",
            target=label_of(case),
            forum_id=case.forum_id,
            data={"until": until} if until else None,
        )
        desk_count.changed()
    return bool(changed)
