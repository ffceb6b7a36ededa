"""Trusted flaggers are entered by an admin, who sends them their secret link; notices are read here and acted on at the desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.core.ledger import Ledger
from moderation.audit import log
from moderation.law import taxonomy

from .models import LegalNotice, NoticeItem, TrustedFlagger

_UPHELD = Q(notices__items__state=NoticeItem.State.UPHELD)
_DECIDED = _UPHELD | Q(notices__items__state=NoticeItem.State.DECLINED)


@admin.register(TrustedFlagger)
class TrustedFlaggerAdmin(admin.ModelAdmin):
    list_display = ("name", "expertise", "awarded_by", "is_active", "notices_given", "upheld_of_decided")
    list_filter = ("is_active",)
    search_fields = ("name", "email")
    fields = ("name", "email", "expertise", "awarded_by", "is_active", "secret_link")
    readonly_fields = ("secret_link",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrustedFlagger]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                given=Count("notices", distinct=True),
                decided=Count("notices__items", filter=_DECIDED, distinct=True),
                upheld=Count("notices__items", filter=_UPHELD, distinct=True),
            )
        )

    @admin.display(description=_("Notices"), ordering="given")
    def notices_given(self, flagger: TrustedFlagger) -> int:
        return flagger.given  # type: ignore[attr-defined]

    @admin.display(description=_("Upheld of decided"), ordering="upheld")
    def upheld_of_decided(self, flagger: TrustedFlagger) -> str:
        return _("%(upheld)d of %(decided)d") % {"upheld": flagger.upheld, "decided": flagger.decided}  # type: ignore[attr-defined]

    @admin.display(description=_("Secret link"))
    def secret_link(self, flagger: TrustedFlagger) -> str:
        """What they give notice with: whoever has it speaks for them."""
        if flagger.pk is None:
            return str(_("It is shown after saving."))
        return f"{settings.SITE_URL}{reverse('desk:notice')}?flagger={flagger.token}"

    def save_model(self, request: HttpRequest, obj: TrustedFlagger, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        log.record(
            by=request.user,  # type: ignore[arg-type]
            verb="flagger.changed" if change else "flagger.made",
            target=("flagger", obj.pk, obj.name),
            data={"changed": form.changed_data, "active": obj.is_active, "awarded_by": obj.awarded_by},
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Notices name it. One whose status ended is no longer active.
        return False


class NoticeItemInline(admin.TabularInline):
    model = NoticeItem
    fields = ("url", "locator", "case", "state", "decided_at")
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LegalNotice)
class LegalNoticeAdmin(Ledger):
    list_display = ("id", "kind", "flagger", "member", "language", "made_at", "receipt_at")
    list_filter = ("category", "language")
    list_select_related = ("flagger", "member")
    search_fields = ("=id", "email", "member__username", "flagger__name")
    inlines = (NoticeItemInline,)

    @admin.display(description=_("category"), ordering="category")
    def kind(self, notice: LegalNotice) -> str:
        return taxonomy.category_label(notice.category, notice.keyword)
