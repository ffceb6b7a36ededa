"""Back office for pictures and files: look them up, and delete one for good together with its file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .actions import purge
from .models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):
    list_display = ["name", "uploader", "post", "kind", "width", "height", "size", "state", "created_at"]
    list_select_related = ["uploader", "post"]
    list_filter = ["state", "kind", ("post", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["name", "path", "uploader__username"]
    show_full_result_count = False
    readonly_fields = ["uploader", "post", "path", "name", "kind", "size", "width", "height", "state", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attachment]:
        """Without those of private conversations, whose very names are nobody's business."""
        return super().get_queryset(request).filter(room="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Attachment | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Attachment | None = None) -> bool:
        # What stands in a post is taken out by a decision first, so that its author learns why; then its file can go too.
        if obj is not None and obj.post_id is not None and obj.state != Attachment.State.REMOVED:
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def delete_model(self, request: HttpRequest, obj: Attachment) -> None:
        purge(obj)
