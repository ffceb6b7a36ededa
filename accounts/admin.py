"""Members for operators: who they are and which groups they are in. Suspending needs a reason and belongs to the desk."""

from __future__ import annotations

from typing import Any

from allauth.mfa.admin import AuthenticatorAdmin as AllauthAuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin as AllauthUserSessionAdmin
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.core.markup.render import RenderError, SourceTooLong

from . import actions
from .fields import LONGEST
from .models import Member, ProfileField, fold
from .notifications.models import Notification


class MemberForm(forms.ModelForm):
    def clean_bio(self) -> str:
        try:
            self.instance.bio_html = actions.bio_html(self.cleaned_data["bio"])
        except (RenderError, SourceTooLong) as error:
            raise ValidationError(_("This text is too long or too deeply nested to be shown."), code="bio") from error
        return self.cleaned_data["bio"]


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    form = MemberForm
    list_display = (
        "username",
        "display_name",
        "email",
        "trust",
        "post_count",
        "is_staff",
        "is_active",
        "date_joined",
        "last_seen_at",
    )
    list_filter = ("is_active", "is_staff", "is_superuser", "trust", "language", "is_imported", "groups")
    search_fields = ("username_folded", "display_name", "email")
    search_help_text = _("Username, display name or e-mail.")
    ordering = ("-date_joined",)
    show_full_result_count = False
    list_per_page = 50
    filter_horizontal = ("groups",)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    readonly_fields = (
        "trust", "email", "is_active", "suspended_until", "silenced_until", "is_imported", "post_count", "date_joined",
        "last_login", "last_seen_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("username", "email", "display_name", "title", "bio", "location", "website")}),
        (_("Rights"), {"fields": ("is_active", "groups", "is_staff", "is_superuser")}),
        (
            _("State"),
            {
                "fields": ("trust", "suspended_until", "silenced_until", "post_count", "is_imported"),
                "description": _(
                    "Suspensions are decided at the desk, trust is set under “Trust of members”; both with a reason "
                    "that the member is told."
                ),
            },
        ),
        (_("Preferences"), {"fields": ("language", "address", "time_zone", "theme")}),
        (_("Mails"), {"fields": ("mail_direct", "mail_following", "mail_digest", "quiet_from", "quiet_to")}),
        (_("Dates"), {"fields": ("date_joined", "last_login", "last_seen_at")}),
    )

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Member], search_term: str) -> Any:
        return super().get_search_results(request, queryset, fold(search_term))

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        actions.keep_past_names(obj)
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        # A member made here would have no confirmed address. They sign up themselves, or `createsuperuser` makes them.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Threads would lose their authors without a word; closing an account is a decision, erasing one a procedure.
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(self.readonly_fields)
        # Only the owner hands out the keys to everything.
        return fixed if request.user.is_superuser else (*fixed, "is_staff", "is_superuser", "groups")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    list_display = ("created_at", "member", "verb", "read_at")
    # What it says may hold the address of a key: to object, to be heard. It is the member's alone.
    exclude = ("data",)
    list_filter = ("verb",)
    list_select_related = ("member",)
    search_fields = ("member__username_folded",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ProfileFieldForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        lines = [line.strip() for line in cleaned.get("choices", "").splitlines() if line.strip()]
        if cleaned.get("kind") == ProfileField.Kind.CHOICE and not lines:
            raise ValidationError({"choices": _("Please write what can be chosen, one a line.")})
        if any(len(line) > LONGEST for line in lines):
            raise ValidationError({"choices": _("A choice has up to %(n)s characters.") % {"n": LONGEST}})
        return cleaned


@admin.register(ProfileField)
class ProfileFieldAdmin(admin.ModelAdmin):
    """What this community asks its members. Deleting a field deletes the answers, and the page before says how many."""

    form = ProfileFieldForm
    list_display = ("name", "kind", "is_required", "is_shown", "at_sign_up", "position")
    list_editable = ("position",)


for model in (Group, Authenticator, UserSession):
    admin.site.unregister(model)


@admin.register(Authenticator)
class AuthenticatorAdmin(AllauthAuthenticatorAdmin):
    """To take a lost phone away from an account. Secrets are shown to nobody, and nobody adds a key for somebody else."""

    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(UserSession)
class UserSessionAdmin(AllauthUserSessionAdmin):
    """Who is logged in from where. Deleting the row does not log out; suspending does, and so does a new password."""

    fields = readonly_fields = ("user", "ip", "user_agent", "created_at", "last_seen_at")
    list_select_related = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin):
    """Groups carry rights per forum (on the forum's page); Django's own permissions are for staff who open this admin."""

    ordering = ("name",)
