"""Bulk decisions are looked at here, and made and taken back at the desk only."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import Batch


@admin.register(Batch)
class BatchAdmin(Ledger):
    list_display = ("id", "outcome", "by", "second_by", "made_at", "undone_at")
    list_filter = ("outcome",)
    list_select_related = ("by", "second_by")
    search_fields = ("=id", "by__username")
