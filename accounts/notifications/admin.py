"""The mails that went out and those that came back, to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Bounce, SentMail


class _Ledger(admin.ModelAdmin):
    """What the mail server and the worker wrote; nobody writes here."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Bounce)
class BounceAdmin(_Ledger):
    list_display = ("at", "member", "address", "kind", "reason", "forgiven_at")
    list_filter = ("kind",)
    list_select_related = ("member",)
    search_fields = ("address", "member__username")
    date_hierarchy = "at"


@admin.register(SentMail)
class SentMailAdmin(_Ledger):
    list_display = ("sent_at", "member", "about", "message_id")
    list_select_related = ("member",)
    search_fields = ("member__username", "about", "message_id")
