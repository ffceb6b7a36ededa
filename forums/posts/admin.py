"""Posts are looked at."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import Post


@admin.register(Post)
class PostAdmin(Ledger):
    list_display = ("id", "thread", "number", "author", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("thread", "author")
    search_fields = ("=id", "author__username")
    exclude = ("html", "form_token")
