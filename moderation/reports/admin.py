"""What reporters added later: read-only, as everything that was reported."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import ReportAddition


@admin.register(ReportAddition)
class ReportAdditionAdmin(Ledger):
    list_display = ("id", "report", "body", "created_at")
    list_select_related = ("report__reason",)
    search_fields = ("=report__id", "report__reporter__username")
