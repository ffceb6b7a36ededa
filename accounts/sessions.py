"""Ending log-ins before their time."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from .models import Member


def end_all(member: Member, *, but: str | None = None) -> int:
    """End the member's sessions everywhere, except the one with the key `but`. Says how many."""
    ended = 0
    for session in UserSession.objects.filter(user_id=member.pk).exclude(session_key=but or ""):
        session.end()
        ended += 1
    return ended
