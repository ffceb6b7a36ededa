"""What a rule or a law is filed under in the taxonomy: chosen from it, never typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import LegalGround, Rule

from . import taxonomy

_WORDS = ("title", "title_de", "text", "text_de", "message", "message_de")


class FiledForm(forms.ModelForm):
    """A category and, if one fits, a keyword that belongs to it."""

    category = forms.ChoiceField(
        label=_("Legal category"), help_text=_("As the transparency database of the European Union counts it.")
    )
    keyword = forms.ChoiceField(label=_("Keyword"), required=False, help_text=_("From the same category."))
    without: tuple[str, ...] = (taxonomy.NOT_SPECIFIED,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = taxonomy.choices(without=self.without)  # type: ignore[attr-defined]
        self.fields["keyword"].choices = [("", _("none")), *taxonomy.keyword_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        category, keyword = given.get("category"), given.get("keyword", "")
        if category and keyword and not taxonomy.belongs(category, keyword):
            raise ValidationError({"keyword": _("This keyword does not belong to the category.")})
        return given


class RuleForm(FiledForm):
    class Meta:
        model = Rule
        fields = ("number", *_WORDS, "points", "category", "keyword", "is_active")


class LegalGroundForm(FiledForm):
    # What is only against the house rules is no ground in law.
    without = (taxonomy.NOT_SPECIFIED, taxonomy.OTHER_VIOLATION)

    class Meta:
        model = LegalGround
        fields = ("reference", *_WORDS, "points", "category", "keyword", "is_active", "position")
