"""Names for people in the public log: the same person has the same one within a month, and another in the next. Pure."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.crypto import salted_hmac

# No vowels: nobody is called a word. No characters that look alike.
_LETTERS = "bcdfghjkmnpqrstvwxz2456789"
LENGTH = 6


def pseudonym(member_id: int, at: datetime) -> str:
    """Keyed with the site's secret: nobody without it can find out, not even by trying every member."""
    month = timezone.localtime(at, timezone.get_default_timezone())
    digest = salted_hmac("moderation.public_log", f"{month:%Y-%m}:{member_id}", algorithm="sha256").digest()
    number = int.from_bytes(digest)
    name = ""
    for _position in range(LENGTH):
        number, letter = divmod(number, len(_LETTERS))
        name += _LETTERS[letter]
    return name
