"""The site's settings, one row; and the outbox, to look at and to send again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .models import OutboxMail, SiteSettings


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    fieldsets = [
        (None, {"fields": ["name", "tagline", "contact_email"]}),
        (
            _("Members and posts"),
            {
                "fields": [
                    "registration_open",
                    "newcomer_posts_held",
                    "post_max_length",
                    "edit_hours_new",
                    "edit_days_trusted",
                ]
            },
        ),
        (_("Welcome"), {"fields": ["welcome", "welcome_thread", "directory_open"]}),
        (_("Files"), {"fields": ["file_types", "files_from_trust"]}),
        (_("Moderation"), {"fields": ["reports_a_day", "hearing_hours", "double_review_percent", "audit_public"]}),
        (_("Legal pages"), {"fields": ["imprint", "privacy", "terms"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is only one row: go straight to it."""
        row, _created = SiteSettings.objects.get_or_create(pk=1)
        return redirect(reverse("admin:core_sitesettings_change", args=[row.pk]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(OutboxMail)
class OutboxMailAdmin(admin.ModelAdmin):
    list_display = ["subject", "to", "state", "tries", "created_at", "sent_at", "error"]
    list_filter = ["state"]
    search_fields = ["to"]
    # The text is not shown: it may hold a code that opens somebody's account.
    fields = ("to", "subject", "state", "tries", "error", "created_at", "due_at", "sent_at")
    readonly_fields = fields
    actions = ["send_again"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMail]:
        return super().get_queryset(request).defer("message", "text")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("Try to send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[OutboxMail]) -> None:
        count = queryset.filter(state=OutboxMail.State.FAILED).update(
            state=OutboxMail.State.WAITING, tries=0, due_at=timezone.now(), error=""
        )
        text = ngettext("%(n)d mail goes out again.", "%(n)d mails go out again.", count) % {"n": count}
        self.message_user(request, text, messages.SUCCESS)
