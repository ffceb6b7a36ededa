"""What the composer says about pictures and files before one is sent. Loaded with {% load uploads %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from forums.attachments.models import Attachment
from forums.attachments.queries import in_bytes
from forums.attachments.quotas import kinds_open_to, quota_of

register = template.Library()


@register.simple_tag
def upload_limits(member: Any) -> dict[str, Any]:
    """For a file field: what to choose from, how large, and the numbers in words. No query."""
    if not member.is_authenticated:
        return {}
    kinds, quota = kinds_open_to(member), quota_of(member)
    most = settings.UPLOAD_MAX_BYTES // 1_000_000
    numbers = {"each": most, "day": quota.a_day, "mb": quota.megabytes_a_day, "all": quota.megabytes, "kinds": ", ".join(kinds)}
    words = (
        _("Pictures, or files of these kinds: %(kinds)s. Up to %(each)s MB each; %(day)s and %(mb)s MB a day, %(all)s MB in all.")
        if kinds
        else _("Pictures up to %(each)s MB each; %(day)s and %(mb)s MB a day, %(all)s MB in all.")
    )
    accept = ",".join(["image/png", "image/jpeg", "image/webp", "image/gif", *(f".{kind}" for kind in kinds)])
    too_large = _("%(name)s is larger than %(each)s MB and was not sent.")
    return {
        "accept": accept,
        "hint": words % numbers,
        "bytes": settings.UPLOAD_MAX_BYTES,
        "too_large": too_large % {"name": "{name}", "each": most},
        "files": bool(kinds),
    }


@register.filter
def bytes_of(attachment: Attachment) -> str:
    return in_bytes(attachment.size)
