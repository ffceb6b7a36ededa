"""State that higher storeys set on a member. Idempotent; says whether anything changed; knows no reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from . import sessions
from .models import Member


def suspend(member: Member, until: datetime) -> bool:
    """Keep the member out until then, and end every session now. FOREVER (accounts.policies) closes the account."""
    changed = _set(member, "suspended_until", until)
    # Even when nothing changed: a session that slipped in between ends now.
    sessions.end_all(member)
    return changed


def lift_suspension(member: Member) -> bool:
    return _set(member, "suspended_until", None)


def silence(member: Member, until: datetime) -> bool:
    """The member reads, and writes nothing, until then."""
    return _set(member, "silenced_until", until)


def lift_silence(member: Member) -> bool:
    return _set(member, "silenced_until", None)


def limit(member: Member, limited: bool) -> bool:
    """Say whether anything at all limits the member: only then are settings.WRITE_GATES asked."""
    return _set(member, "is_limited", limited)


def set_trust(member: Member, level: int) -> bool:
    return _set(member, "trust", level)


def note_return(member: Member, at: datetime) -> bool:
    """They published something again after a long time."""
    return _set(member, "returned_at", at)


def _set(member: Member, field: str, value: Any) -> bool:
    """UPDATE only where it differs, so that two callers at once cannot both have changed it."""
    same = Q(**{f"{field}__isnull": True}) if value is None else Q(**{field: value})
    differs = ~same if value is None else Q(**{f"{field}__isnull": True}) | ~same
    changed = Member.objects.filter(pk=member.pk).filter(differs).update(**{field: value})
    setattr(member, field, value)
    return bool(changed)
