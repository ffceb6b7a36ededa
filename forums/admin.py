"""The forum tree and who may do what in it. Threads and posts are looked at here and acted on where they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.groups import EVERYONE, MEMBERS, MODERATORS, built_in_ids

from .models import Access, Forum, Right, ThreadTemplate
from .tree import flat, with_descendants
from .tree import visible_tree as tree_for


class RightsField(forms.TypedMultipleChoiceField):
    """The bits of `Access.rights` as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Right.choices, coerce=int, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return [right for right in Right.values if value & right] if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        return sum(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or 0), data)


class AccessForm(forms.ModelForm):
    rights = RightsField(label=_("rights"))

    class Meta:
        model = Access
        fields = ("group", "rights")

    is_proposed = False

    def has_changed(self) -> bool:
        if self.instance.pk is None and not self["group"].data and not self["rights"].data:
            return False  # an emptied row is no row
        return self.is_proposed or super().has_changed()


# What a new forum at the top starts with, for all to see and change before it is saved.
_READ = Right.SEE | Right.READ
STARTS_WITH = ((EVERYONE, _READ), (MEMBERS, _READ | Right.START | Right.REPLY), (MODERATORS, Right.MODERATE))


class AccessFormSet(forms.BaseInlineFormSet):
    """Rows proposed for a new forum count as filled in, unless it stands in another: there, untouched rows mean "as above"."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.is_proposed = self.instance.pk is None and self.instance.parent_id is None and "group" in form.initial


class AccessInline(admin.TabularInline):
    model = Access
    form = AccessForm
    formset = AccessFormSet
    verbose_name = _("group with rights")
    verbose_name_plural = _("who may do what (no row at all: as in the forum it stands in)")

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return len(STARTS_WITH) if obj is None else 0


class TemplateInline(admin.StackedInline):
    model = ThreadTemplate
    extra = 0
    verbose_name_plural = _("templates one may choose for a new thread")


class ForumForm(forms.ModelForm):
    def clean_parent(self) -> Forum | None:
        parent: Forum | None = self.cleaned_data["parent"]
        if parent is not None and self.instance.pk and parent.pk in with_descendants(self.instance.pk):
            raise forms.ValidationError(_("A forum cannot stand in itself or in one of those inside it."))
        return parent


@admin.register(Forum)
class ForumAdmin(admin.ModelAdmin):
    form = ForumForm
    inlines = (AccessInline, TemplateInline)
    list_display = ("indented", "slug", "position", "is_locked", "hold_everything", "thread_count", "post_count")
    list_editable = ("position",)
    prepopulated_fields = {"slug": ("name",)}
    search_fields = ("name", "slug")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "parent", "position", "hue")}),
        (_("Writing"), {"fields": ("is_locked", "hold_everything", "questions_only", "rules", "template")}),
    )

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None and isinstance(inline, AccessInline):
            ids = built_in_ids()
            given["initial"] = [{"group": ids[name], "rights": int(rights)} for name, rights in STARTS_WITH if name in ids]
        return given

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        self._depths = {node.id: node.depth for node in flat(tree_for(request.user))}
        return super().changelist_view(request, extra_context)

    @admin.display(description=_("name"), ordering="position")
    def indented(self, forum: Forum) -> str:
        return format_html("{}{}", "— " * getattr(self, "_depths", {}).get(forum.pk, 0), forum.name)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Threads are kept: a forum goes only when nothing ever stood in it.
        return super().has_delete_permission(request, obj) and (obj is None or not _is_used(obj))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def _is_used(forum: Forum) -> bool:
    return forum.children.exists() or forum.threads.exists()
