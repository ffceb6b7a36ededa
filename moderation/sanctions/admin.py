"""The ladder is the site's to change, as long as more points never lead to less; sanctions are looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest

from community.core.ledger import Ledger
from moderation.audit import log

from . import ladder
from .models import LadderStep, Sanction


class LadderStepForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "from_points" in given and given.get("kind"):
            others = LadderStep.objects.exclude(pk=self.instance.pk).values_list("from_points", "kind", "hours")
            mine = ladder.Step(given["from_points"], given["kind"], given.get("hours"))
            if wrong := ladder.faults([*(ladder.Step(*row) for row in others), mine]):
                raise ValidationError(list(dict.fromkeys(wrong)))
        return given


@admin.register(LadderStep)
class LadderStepAdmin(admin.ModelAdmin):
    form = LadderStepForm
    list_display = ("from_points", "kind", "hours")
    list_display_links = ("from_points", "kind")
    # Several steps deleted at once could leave none.
    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and LadderStep.objects.count() > 1

    def save_model(self, request: HttpRequest, obj: LadderStep, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        _record(request, obj)

    def delete_model(self, request: HttpRequest, obj: LadderStep) -> None:
        pk = obj.pk
        super().delete_model(request, obj)
        obj.pk = pk  # Django takes it off the object; the log names what is gone
        _record(request, obj)


def _record(request: HttpRequest, step: LadderStep) -> None:
    log.record(
        by=request.user,  # type: ignore[arg-type]
        verb="ladder.changed",
        target=("ladder", step.pk, str(step)),
        data={"ladder": [[s.from_points, s.kind, s.hours] for s in ladder.steps()]},
    )


@admin.register(Sanction)
class SanctionAdmin(Ledger):
    list_display = (
        "id", "member", "kind", "scope", "points", "starts_at", "ends_at", "acknowledged_at", "lifted_at", "undone_at",
    )  # fmt: skip
    list_filter = ("kind", "scope", "hearing", "is_heavy")
    list_select_related = ("member",)
    search_fields = ("=id", "member__username")
