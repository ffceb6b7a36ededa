"""Reasons and house rules are the site's to change; what was reported, decided, stated and done is read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.core.ledger import Ledger
from community.core.logs import without_keys

from .audit import log
from .decisions.models import Decision, Rule
from .law.forms import RuleForm
from .models import AuditEntry, Case, Reason, Report, Statement


@admin.register(Reason)
class ReasonAdmin(admin.ModelAdmin):
    list_display = ("label", "severity", "rule", "needs_note", "is_active", "position")
    list_editable = ("position", "is_active")
    list_select_related = ("rule",)
    prepopulated_fields = {"slug": ("label",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Reports name it; a reason that is no longer wanted is no longer offered.
        return False


@admin.register(Rule)
class RuleAdmin(admin.ModelAdmin):
    form = RuleForm
    list_display = ("number", "title", "version", "is_active")
    list_display_links = ("title",)
    readonly_fields = ("version",)
    _WORDS = frozenset({"number", "title", "title_de", "text", "text_de"})

    def save_model(self, request: HttpRequest, obj: Rule, form: Any, change: bool) -> None:
        """New words are a new version; decisions keep the number of the one they were made under."""
        if change and self._WORDS & set(form.changed_data):
            obj.version += 1
        super().save_model(request, obj, form, change)
        log.record(
            by=request.user,  # type: ignore[arg-type]
            verb="rule.changed" if change else "rule.made",
            target=("rule", obj.pk, str(obj)),
            data={"version": obj.version, "changed": form.changed_data, "text": obj.text, "text_de": obj.text_de},
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Case)
class CaseAdmin(Ledger):
    list_display = ("id", "headline", "kind", "state", "forum", "subject", "priority", "opened_at")
    list_filter = ("state", "kind", "target_type", "forum")
    list_select_related = ("forum", "subject")
    search_fields = ("=id", "subject__username")


@admin.register(Report)
class ReportAdmin(Ledger):
    list_display = ("id", "reason", "reporter", "case", "state", "created_at")
    list_filter = ("state", "reason")
    list_select_related = ("reason", "reporter", "case")
    search_fields = ("=id", "reporter__username")


@admin.register(Decision)
class DecisionAdmin(Ledger):
    list_display = ("id", "outcome", "case", "rule", "by", "made_at", "undone_at")
    list_filter = ("outcome", "rule")
    list_select_related = ("case", "rule", "by")
    search_fields = ("=id", "by__username")


@admin.register(Statement)
class StatementAdmin(Ledger):
    list_display = ("id", "subject", "member", "language", "created_at")
    # The letter itself holds the address to object at, which is a secret of whoever it was written to.
    exclude = ("body",)
    readonly_fields = ("letter",)
    list_select_related = ("member",)
    search_fields = ("=id", "member__username")

    @admin.display(description=_("Letter"))
    def letter(self, statement: Statement) -> str:
        return without_keys(statement.body)


@admin.register(AuditEntry)
class AuditEntryAdmin(Ledger):
    list_display = ("sequence", "at", "actor_label", "what", "target_label", "reason")
    list_filter = ("verb",)
    search_fields = ("=sequence", "actor_label", "target_label")

    @admin.display(description=_("What"), ordering="verb")
    def what(self, entry: AuditEntry) -> str:
        return entry.act


from .appeals import admin as _appeals  # noqa: E402,F401
from .bulk import admin as _bulk  # noqa: E402,F401
from .law import admin as _law  # noqa: E402,F401
from .legal_notices import admin as _legal_notices  # noqa: E402,F401
from .notes import admin as _notes  # noqa: E402,F401
from .proposals import admin as _proposals  # noqa: E402,F401
from .replies import admin as _replies  # noqa: E402,F401
from .reports import admin as _reports  # noqa: E402,F401
from .sanctions import admin as _sanctions  # noqa: E402,F401
