"""Keeping and removing a note about a member."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit import log

from . import policies
from .models import MemberNote

BODY_MAX = 4000
# Days a note can be kept; None is until somebody removes it.
LASTING: tuple[int | None, ...] = (30, 90, 365, None)


@transaction.atomic
def add(*, by: Member, member: Member, body: str, days: int | None) -> MemberNote:
    """Keep a note for colleagues. Raises Refused, or ValidationError by field (body, days)."""
    policies.can_note(by, member).enforce()
    body = body.replace("\0", "").replace("\r\n", "\n").strip()
    if not body:
        raise ValidationError({"body": _("Please write something.")})
    if len(body) > BODY_MAX:
        raise ValidationError({"body": _("Up to %(n)s characters.") % {"n": BODY_MAX}})
    if days not in LASTING:
        raise ValidationError({"days": _("Please choose how long it is kept.")})
    now = timezone.now()
    made = MemberNote.objects.create(
        member=member, author=by, body=body, made_at=now, expires_at=now + timedelta(days=days) if days else None
    )
    # What it says stays out of the log, which cannot forget.
    log.record(by=by, verb="member.noted", target=_label(member), data={"note": made.pk, "days": days})
    return made


@transaction.atomic
def remove(*, by: Member, note: MemberNote) -> bool:
    """Take the note away; says whether it was there."""
    policies.can_remove(by, note).enforce()
    removed = MemberNote.objects.kept().filter(pk=note.pk).update(removed_at=timezone.now())
    if removed:
        log.record(by=by, verb="member.note_removed", target=_label(note.member), data={"note": note.pk})
    return bool(removed)


def forget_old() -> int:
    """Notes that ran out or were removed a month ago are deleted: the time to ask about them is over."""
    before = timezone.now() - timedelta(days=30)
    old = MemberNote.objects.filter(expires_at__lte=before) | MemberNote.objects.filter(removed_at__lte=before)
    return old.delete()[0]


def _label(member: Member) -> tuple[str, int, str]:
    return ("member", member.pk, member.username)
