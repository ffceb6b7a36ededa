"""Notes about members are looked at here; they are written and removed on the member's page at the desk."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import MemberNote


@admin.register(MemberNote)
class MemberNoteAdmin(Ledger):
    list_display = ("id", "member", "author", "made_at", "expires_at", "removed_at")
    list_select_related = ("member", "author")
    search_fields = ("=id", "member__username", "author__username")
