"""The address under which a member answers a mail about one thread or conversation."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Member

from .models import ReplyKey

# Mail programs may change the case of what stands before the @, so letters of one case; 26 of 32 are 130 bits.
_ALPHABET, _LENGTH = "abcdefghijklmnopqrstuvwxyz234567", 26
VALID = timedelta(days=180)
_ABOUT = re.compile(r"(?:thread|conversation):[0-9]+")


def reply_address(member: Member, about: str) -> str:
    """Where an answer of this member goes to; "" when this can not be answered by mail. Asked by settings.MAIL_REPLIES."""
    if "%(key)s" not in settings.REPLY_ADDRESS or not _ABOUT.fullmatch(about):
        return ""
    return settings.REPLY_ADDRESS % {"key": key_for(member, about).key}


def key_for(member: Member, about: str) -> ReplyKey:
    """The member's key for it, made when there is none yet."""
    now = timezone.now()
    key, created = ReplyKey.objects.get_or_create(
        member=member,
        about=about,
        revoked_at=None,
        defaults={"key": "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)), "issued_at": now},
    )
    if not created and key.issued_at < now - timedelta(days=1):
        ReplyKey.objects.filter(pk=key.pk).update(issued_at=now)
    return key


def keys_in(*addresses: str) -> list[str]:
    """The keys that stand in these address lines, each once, in order."""
    before, mark, after = settings.REPLY_ADDRESS.partition("%(key)s")
    if not mark:
        return []
    pattern = re.compile(
        rf"(?<![\w.+-]){re.escape(before)}([{_ALPHABET}]{{{_LENGTH}}}){re.escape(after)}(?![\w.-])", re.IGNORECASE | re.ASCII
    )
    return list(dict.fromkeys(found.lower() for line in addresses for found in pattern.findall(line)))


def is_ours(address: str) -> bool:
    """Whether a mail from this address would be one of ours that came back."""
    return bool(keys_in(address)) or address.casefold() in settings.DEFAULT_FROM_EMAIL.casefold()


def is_valid(key: ReplyKey) -> bool:
    """Neither revoked nor too old."""
    return key.revoked_at is None and key.issued_at > timezone.now() - VALID


@transaction.atomic
def revoke_all(*, by: Member) -> int:
    """The addresses in all mails until now stop working; the next mails bring new ones."""
    return ReplyKey.objects.filter(member=by, revoked_at=None).update(revoked_at=timezone.now())


def forget_old() -> int:
    """Addresses nobody can use any more, after their late answers came."""
    long_ago = timezone.now() - VALID - timedelta(days=30)
    return ReplyKey.objects.filter(issued_at__lt=long_ago).delete()[0]
