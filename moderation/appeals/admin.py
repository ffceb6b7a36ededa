"""Objections and the ways to make them are looked at here; the secret addresses are shown to nobody."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import Appeal, Redress


@admin.register(Appeal)
class AppealAdmin(Ledger):
    list_display = ("id", "state", "redress", "case", "first_decider", "made_at", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("redress", "case", "first_decider", "decided_by")
    search_fields = ("=id", "=case__id")


@admin.register(Redress)
class RedressAdmin(Ledger):
    list_display = ("id", "decision", "role", "member", "informed_at", "open_until")
    list_filter = ("role",)
    list_select_related = ("decision", "member")
    search_fields = ("=id", "=decision__id", "member__username")
    exclude = ("token",)
