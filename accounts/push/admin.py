"""Which devices buzz, without the addresses that are secrets."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Device


@admin.register(Device)
class DeviceAdmin(admin.ModelAdmin):
    list_display = ("member", "label", "hears", "failed", "created_at", "used_at")
    list_select_related = ("member",)
    search_fields = ("member__username",)
    exclude = ("endpoint", "p256dh", "auth", "session")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
