"""Ignore a member, and stop it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied

from .models import Ignore


def can_ignore(by: Member, member: Member) -> Decision:
    """Anybody but oneself and those who look after the forum: what they write may be about one's own posts."""
    if by.pk == member.pk:
        return denied(_("You cannot ignore yourself."))
    if member.is_staff:
        return denied(_("Who looks after this forum cannot be ignored."))
    return ALLOWED


def ignore(*, by: Member, member: Member, until: datetime | None = None) -> bool:
    """From now on, until that moment if one is given; says whether it is new."""
    can_ignore(by, member).enforce()
    _row, created = Ignore.objects.update_or_create(member=by, ignored=member, defaults={"until": until})
    by.__dict__.pop("_ignored_ids", None)
    return created


def heed(*, by: Member, member: Member) -> bool:
    """Read them again; says whether they were ignored."""
    by.__dict__.pop("_ignored_ids", None)
    return bool(Ignore.objects.filter(member=by, ignored=member).delete()[0])
