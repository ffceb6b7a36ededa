"""The form of a reply."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.decisions.models import Rule

from .models import SavedReply


class SavedReplyForm(forms.ModelForm):
    for_team = forms.BooleanField(label=_("For the whole team"), required=False)

    class Meta:
        model = SavedReply
        fields = ("title", "text_en", "text_de_formal", "text_de_informal", "rule", "review_on", "is_active")
        widgets = {
            "text_en": forms.Textarea(attrs={"rows": 5}),
            "text_de_formal": forms.Textarea(attrs={"rows": 5, "lang": "de"}),
            "text_de_informal": forms.Textarea(attrs={"rows": 5, "lang": "de"}),
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "text_de_formal": _("For members who read German and are addressed with Sie."),
            "text_de_informal": _("For members who read German and are addressed with du."),
        }

    def __init__(self, *args: Any, may_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = Rule.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if not may_team or self.instance.pk:
            del self.fields["for_team"]
