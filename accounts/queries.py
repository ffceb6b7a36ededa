"""Looking people up."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Member, fold


def by_usernames(names: Iterable[str]) -> list[Member]:
    """Active members with these folded names, in one query; unknown names are left out."""
    wanted = {name for name in names if name and "\x00" not in name}
    if not wanted:
        return []
    return list(Member.objects.filter(username_folded__in=wanted, is_active=True).order_by("username_folded"))


def suggest(prefix: str, limit: int = 8) -> list[Member]:
    """Active members whose username starts so, in alphabetical order, so that a full name comes first."""
    folded = fold(prefix.replace("\x00", "")).strip()[:60]
    if not folded:
        return []
    found = Member.objects.filter(username_folded__startswith=folded, is_active=True, is_imported=False)
    return list(found.order_by("username_folded")[:limit])


def profile_of(username: str) -> Member | None:
    """The member whose page /u/<username>/ is, in any spelling."""
    if "\x00" in username:
        return None
    return Member.objects.filter(username_folded=fold(username)).first()
