"""Back office for images: look them up, and delete one for good together with its file."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .actions import purge
from .models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):
    list_display = ["name", "uploader", "post", "width", "height", "size", "state", "created_at"]
    list_select_related = ["uploader", "post"]
    list_filter = ["state", ("post", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["name", "path", "uploader__username"]
    show_full_result_count = False
    readonly_fields = ["uploader", "post", "path", "name", "size", "width", "height", "state", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attachment | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Attachment) -> None:
        purge(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Attachment]) -> None:
        for attachment in queryset:
            purge(attachment)
