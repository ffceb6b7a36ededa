"""The team's replies in the back office; what somebody keeps for themselves is theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from moderation.audit import log

from .models import SavedReply
from .rendering import unknown


class SavedReplyAdminForm(forms.ModelForm):
    class Meta:
        model = SavedReply
        fields = ("title", "text_en", "text_de_formal", "text_de_informal", "rule", "review_on", "is_active")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("text_en", "text_de_formal", "text_de_informal"):
            if names := unknown(given.get(name) or ""):
                wrong = ", ".join(f"{{{blank}}}" for blank in sorted(names))
                self.add_error(name, _("Nothing can stand for %(names)s.") % {"names": wrong})
        return given


@admin.register(SavedReply)
class SavedReplyAdmin(admin.ModelAdmin):
    form = SavedReplyAdminForm
    list_display = ("title", "rule", "uses", "review_on", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("rule",)
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedReply]:
        return super().get_queryset(request).filter(owner=None)

    def save_model(self, request: HttpRequest, obj: SavedReply, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        log.record(
            by=request.user,  # type: ignore[arg-type]
            verb="reply.changed" if change else "reply.made",
            target=("reply", obj.pk, obj.title),
        )
