"""Trust in the back office: a level is set by hand with a reason, by the same act as anywhere; changes are looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Member

from . import actions
from .criteria import LEVELS
from .models import Standing, TrustChange
from .policies import can_set


class StandingForm(forms.ModelForm):
    by: Member
    level = forms.TypedChoiceField(
        label=_("trust level"), coerce=int, choices=[(level.number, f"{level.number}") for level in LEVELS]
    )

    class Meta:
        model = Standing
        fields = ("member", "is_fixed", "lock_reason")
        help_texts = {"lock_reason": _("The member reads it. It is kept with the change.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.member_id:
            self.initial["level"] = self.instance.member.trust
        self.fields["lock_reason"].required = True

    def clean_lock_reason(self) -> str:
        reason = " ".join(self.cleaned_data["lock_reason"].split())
        if not reason:
            raise ValidationError(_("Please say why. The member is told."))
        return reason

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        member = self.instance.member if self.instance.member_id else cleaned.get("member")
        if member is not None and not (decision := can_set(self.by, member)):
            raise ValidationError(decision.reason)
        return cleaned


@admin.register(Standing)
class StandingAdmin(admin.ModelAdmin):
    form = StandingForm
    list_display = ("member", "level", "since", "is_fixed", "lock_reason")
    list_filter = ("is_fixed", "member__trust")
    list_select_related = ("member",)
    search_fields = ("member__username_folded",)
    raw_id_fields = ("member",)
    fields = ("member", "level", "is_fixed", "lock_reason")
    show_full_result_count = False

    @admin.display(description=_("trust level"), ordering="member__trust")
    def level(self, standing: Standing) -> int:
        return standing.member.trust

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        # "level" is the form's own, not a column here.
        kwargs["fields"] = ["member", "is_fixed", "lock_reason"] if obj is None else ["is_fixed", "lock_reason"]
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("member",)

    def save_model(self, request: HttpRequest, obj: Standing, form: Any, change: bool) -> None:
        assert isinstance(request.user, Member)
        cleaned = form.cleaned_data
        actions.set_by_hand(
            by=request.user,
            member=obj.member,
            level=cleaned["level"],
            locked=cleaned["is_fixed"],
            reason=cleaned["lock_reason"],
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TrustChange)
class TrustChangeAdmin(admin.ModelAdmin):
    list_display = ("at", "member", "before", "after", "why", "by", "reason")
    list_filter = ("why", "after")
    list_select_related = ("member", "by")
    search_fields = ("member__username_folded",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
