"""How much a member may upload: a number a day, bytes a day, and bytes in all, each by trust level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings

from .models import Attachment
from .queries import in_bytes


@dataclass(frozen=True)
class Quota:
    """What a trust level may upload. A megabyte has a million bytes, as it has on the packet of a memory card."""

    a_day: int
    megabytes_a_day: int
    megabytes: int


@dataclass(frozen=True)
class Used:
    a_day: int
    bytes_a_day: int
    bytes: int


def quota_of(member: Member) -> Quota:
    level = max(member.trust, 1) if not member.is_new else 0
    return Quota(*settings.UPLOAD_QUOTAS[level])


def used_by(member: Member) -> Used:
    """One query. The day is the last 24 hours."""
    today = Q(created_at__gt=timezone.now() - timedelta(days=1))
    found = Attachment.objects.filter(uploader=member).aggregate(
        a_day=Count("pk", filter=today), bytes_a_day=Sum("size", filter=today), bytes=Sum("size")
    )
    return Used(found["a_day"], found["bytes_a_day"] or 0, found["bytes"] or 0)


def may_add(member: Member, size: int) -> Decision:
    """Whether so many bytes more fit; the sentence says how much there is."""
    quota, used = quota_of(member), used_by(member)
    if used.a_day >= quota.a_day:
        n = quota.a_day
        most = ngettext("You may upload %(n)s picture or file a day.", "You may upload up to %(n)s pictures and files a day.", n)
        return denied(most % {"n": n})
    for limit, has, sentence in (
        (quota.megabytes_a_day, used.bytes_a_day, _("You may upload %(limit)s MB a day, and %(has)s are used.")),
        (quota.megabytes, used.bytes, _("You may keep %(limit)s MB in all, and %(has)s are used. Delete what you do not use.")),
    ):
        if has + size > limit * 1_000_000:
            return denied(sentence % {"limit": limit, "has": in_bytes(has)})
    return ALLOWED


def kinds_open_to(member: Member) -> list[str]:
    """Endings of what the member may attach besides pictures. No query."""
    site = SiteSettings.current()
    if member.trust < site.files_from_trust and not member.is_staff:
        return []
    return site.file_types.split()
