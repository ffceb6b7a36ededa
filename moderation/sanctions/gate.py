"""Asked by the storeys below whether a limited member may write here (WRITE_GATES)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied

from . import wording
from .models import Kind, Sanction, Scope
from .standing import KNOWN


def may_write(member: Member, *, forum_id: int | None = None, thread_id: int | None = None) -> Decision:
    """No, as long as a warning waits to be read, or where the member is read-only. One query a member and request."""
    found = _standing(member)
    if any(sanction.awaits_member for sanction in found):
        return denied(_("Please read the warning you were given first; you find it under “Your standing”."))
    for sanction in found:
        if sanction.kind == Kind.READ_ONLY and sanction.is_active and covers(sanction, forum_id=forum_id, thread_id=thread_id):
            return denied(wording.effect_until(sanction))
    return ALLOWED


def may_upload(member: Member) -> Decision:
    """No, where the member's posts may hold no images anywhere (UPLOAD_GATES); said before the image is sent in vain."""
    return _free_of(Kind.NO_MEDIA, member)


def may_say(member: Member, *, links: Sequence[str], images: Sequence[str]) -> Decision:
    """A message with links or images, where the member may use none anywhere (MESSAGE_GATES)."""
    if links and not (decision := _free_of(Kind.NO_LINKS, member)):
        return decision
    return _free_of(Kind.NO_MEDIA, member) if images else ALLOWED


def may_report(member: Member) -> Decision:
    """No, as long as reports of this member are not looked at. The same query, and none for whom nothing limits."""
    return _free_of(Kind.NO_REPORTS, member) if member.is_limited else ALLOWED


def _free_of(kind: str, member: Member) -> Decision:
    """Unless this kind counts for the member everywhere."""
    for sanction in _standing(member):
        if sanction.kind == kind and sanction.scope == Scope.SITE and sanction.is_active:
            return denied(wording.effect_until(sanction))
    return ALLOWED


def covers(sanction: Sanction, *, forum_id: int | None, thread_id: int | None) -> bool:
    """Whether the place is one it speaks of."""
    if sanction.scope == Scope.FORUM:
        return sanction.forum_id == forum_id
    if sanction.scope == Scope.THREAD:
        return sanction.thread_id == thread_id
    return True


def _standing(member: Member) -> list[Sanction]:
    found = getattr(member, KNOWN, None)
    if found is None:
        found = list(
            Sanction.objects.standing()
            .mattering(timezone.now())
            .filter(member=member)
            .select_related("decision", "forum", "thread")
        )
        setattr(member, KNOWN, found)
    return found
