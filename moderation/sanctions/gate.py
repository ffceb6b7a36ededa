"""Asked by the storeys below whether a limited member may write here (WRITE_GATES)."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied

from .models import Kind, Sanction, Scope

_ATTRIBUTE = "_standing_sanctions"


def may_write(member: Member, *, forum_id: int | None = None, thread_id: int | None = None) -> Decision:
    """No, as long as a warning waits to be read, or where the member is read-only. One query a member and request."""
    found = _standing(member)
    if any(sanction.acknowledged_at is None and sanction.kind != Kind.REMINDER for sanction in found):
        return denied(_("Please read the warning you were given first; you find it under “Your standing”."))
    for sanction in found:
        if sanction.kind != Kind.READ_ONLY or not sanction.is_active:
            continue
        if sanction.scope == Scope.FORUM and sanction.forum_id == forum_id:
            return denied(_until(sanction, _("You can read in this forum, but not write.")))
        if sanction.scope == Scope.THREAD and sanction.thread_id == thread_id:
            return denied(_until(sanction, _("You can read this thread, but not write in it.")))
    return ALLOWED


def _standing(member: Member) -> list[Sanction]:
    found = getattr(member, _ATTRIBUTE, None)
    if found is None:
        found = list(Sanction.objects.standing().filter(member=member))
        setattr(member, _ATTRIBUTE, found)
    return found


def _until(sanction: Sanction, sentence: str) -> str:
    if sanction.ends_at is None:
        return sentence
    when = date_format(localtime(sanction.ends_at), "DATETIME_FORMAT")
    return _("%(sentence)s This ends on %(when)s.") % {"sentence": sentence, "when": when}
