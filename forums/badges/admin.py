"""Badges in the back office: their words, which are given, new ones to give by hand, and who has them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

from . import awarding
from .models import Award, Badge
from .rules import known


class BadgeForm(forms.ModelForm):
    class Meta:
        model = Badge
        fields = ("name", "slug", "description", "sign", "rule", "is_active", "position")

    def clean_rule(self) -> str:
        rule: str = self.cleaned_data["rule"]
        if rule and rule not in known():
            raise ValidationError(_("There is no such rule: %(names)s.") % {"names": ", ".join(known())})
        return rule


@admin.register(Badge)
class BadgeAdmin(admin.ModelAdmin):
    form = BadgeForm
    list_display = ("name", "sign", "rule", "is_active", "position")
    list_editable = ("is_active", "position")
    prepopulated_fields = {"slug": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A badge with a rule is switched off; deleted, the next migration would bring it back.
        return super().has_delete_permission(request, obj) and (obj is None or not obj.rule)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        found.pop("delete_selected", None)
        return found


class AwardForm(forms.ModelForm):
    by: Member

    class Meta:
        model = Award
        fields = ("badge", "member", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["badge"].queryset = Badge.objects.filter(rule="")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("member") and cleaned.get("badge"):
            if not (decision := awarding.can_grant(self.by, cleaned["member"], cleaned["badge"])):
                raise ValidationError(decision.reason)
            if Award.objects.filter(member=cleaned["member"], badge=cleaned["badge"]).exists():
                raise ValidationError(_("This member has the badge already."))
        return cleaned


@admin.register(Award)
class AwardAdmin(admin.ModelAdmin):
    form = AwardForm
    list_display = ("awarded_at", "badge", "member", "granted_by", "reason")
    list_filter = ("badge",)
    list_select_related = ("badge", "member", "granted_by")
    search_fields = ("member__username_folded",)
    raw_id_fields = ("member",)
    fields = ("badge", "member", "reason")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Award]:
        return super().get_queryset(request).order_by("-awarded_at", "-pk")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Award, form: Any, change: bool) -> None:
        assert isinstance(request.user, Member)
        awarding.grant(by=request.user, member=obj.member, badge=obj.badge, reason=obj.reason)
        # The page that follows names the row; the act has made it.
        obj.pk = Award.objects.get(badge=obj.badge, member=obj.member, subject="").pk

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # What a rule gives goes with its cause.
        return super().has_delete_permission(request, obj) and (obj is None or obj.granted_by_id is not None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        found.pop("delete_selected", None)
        return found
