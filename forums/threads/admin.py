"""Threads are looked at; tags are the site's to keep tidy."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import Tag, Thread


@admin.register(Thread)
class ThreadAdmin(Ledger):
    list_display = ("title", "forum", "author", "kind", "state", "is_locked", "reply_count", "created_at")
    list_filter = ("state", "kind", "is_locked", "forum")
    list_select_related = ("forum", "author")
    search_fields = ("=id", "title", "author__username")


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "thread_count")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
