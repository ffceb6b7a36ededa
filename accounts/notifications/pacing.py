"""When a mail may go out: after a while in which it may be read here, never in the member's quiet hours, at a set pace."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, time, timedelta, tzinfo

from django.utils import timezone

from accounts.models import Member

from .registry import Verb

# What is read on the site within this time is not mailed.
DELAY = timedelta(minutes=10)


def pace_of(member: Member, verb: Verb) -> str:
    """How soon this member wants mail about this verb: a Member.Mail value."""
    if not member.email or verb.mail == "never":
        return Member.Mail.NEVER
    if verb.mail == "needed":
        return Member.Mail.NOW
    return member.mail_direct if verb.mail == "direct" else member.mail_following


def zone_of(member: Member) -> tzinfo:
    """The member's time zone; the site's when they chose none or theirs is known no more."""
    try:
        return zoneinfo.ZoneInfo(member.time_zone) if member.time_zone else timezone.get_default_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def after_quiet(at: datetime, zone: tzinfo, start: time | None, end: time | None) -> datetime:
    """`at`, or the end of the quiet hours it falls into. They may go over midnight; the same hour twice means none."""
    if start is None or end is None or start == end:
        return at
    local = at.astimezone(zone)
    clock = local.time()
    over_midnight = start > end
    is_quiet = (clock >= start or clock < end) if over_midnight else (start <= clock < end)
    if not is_quiet:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and clock >= start else local.date()
    return datetime.combine(day, end, tzinfo=zone).astimezone(at.tzinfo)


def allowed_from(member: Member, at: datetime) -> datetime:
    """The first moment from `at` on at which this member may be disturbed."""
    return after_quiet(at, zone_of(member), member.quiet_from, member.quiet_to)


def is_quiet(member: Member, now: datetime | None = None) -> bool:
    """Whether the member's quiet hours are on."""
    now = now or timezone.now()
    return allowed_from(member, now) > now


def due_at(member: Member, verb: Verb, now: datetime) -> datetime | None:
    """When a mail of its own is due; None when a digest will tell it, or no mail at all."""
    if verb.mail == "needed" or pace_of(member, verb) != Member.Mail.NOW:
        return None
    return allowed_from(member, now + DELAY)
