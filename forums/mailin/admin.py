"""What came by mail and what became of it, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Incoming


@admin.register(Incoming)
class IncomingAdmin(admin.ModelAdmin):
    list_display = ("received_at", "state", "sender", "subject", "member", "about", "reason", "made")
    list_filter = ("state", "received_at")
    list_select_related = ("member",)
    search_fields = ("sender", "subject", "member__username", "message_id")
    # Whoever knows to which address it was sent could answer in the member's name.
    exclude = ("raw", "delivered_to")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
