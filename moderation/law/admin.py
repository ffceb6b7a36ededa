"""The laws a decision can rest on are the site's to word; what a decision rested on cannot be taken away."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from moderation.audit import log
from moderation.decisions.models import LegalGround

from . import taxonomy
from .forms import LegalGroundForm


@admin.register(LegalGround)
class LegalGroundAdmin(admin.ModelAdmin):
    form = LegalGroundForm
    list_display = ("reference", "title", "filed_under", "points", "is_active", "position")
    list_editable = ("position", "is_active")
    search_fields = ("reference", "title", "title_de")

    @admin.display(description=_("Legal category"), ordering="category")
    def filed_under(self, ground: LegalGround) -> str:
        return taxonomy.category_label(ground.category, ground.keyword)

    def save_model(self, request: HttpRequest, obj: LegalGround, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        log.record(
            by=request.user,  # type: ignore[arg-type]
            verb="law.changed" if change else "law.made",
            target=("law", obj.pk, str(obj)),
            data={"changed": form.changed_data, "text": obj.text, "text_de": obj.text_de},
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
