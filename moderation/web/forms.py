"""What the pages of moderation ask for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.models import Forum
from moderation.decisions.models import Rule
from moderation.reports.models import Reason


class ReasonForm(forms.Form):
    """Why, for the log; colleagues read it."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the audit log."),
    )


class PinForm(ReasonForm):
    days = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(1, _("1 day")), (7, _("1 week")), (30, _("30 days")), (0, _("until somebody unpins it"))],
        initial=7,
    )
    everywhere = forms.BooleanField(label=_("On every list, not only in its forum"), required=False)
    field_order = ("days", "everywhere", "reason")

    def __init__(self, *args: Any, may_everywhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_everywhere:
            del self.fields["everywhere"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        days = given.get("days")
        until: datetime | None = timezone.now() + timedelta(days=days) if days else None
        return {"everywhere": False} | given | {"until": until}


class MoveForm(ReasonForm):
    forum = forms.TypedChoiceField(label=_("To which forum"), coerce=int)
    field_order = ("forum", "reason")

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["forum"].choices = choices  # type: ignore[attr-defined]

    def clean_forum(self) -> Forum:
        return Forum.objects.get(pk=self.cleaned_data["forum"])


class TakeDownForm(forms.Form):
    rule = forms.TypedChoiceField(label=_("House rule it breaks"), coerce=int)
    message = forms.CharField(
        label=_("Message to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Left empty, the author reads the usual message of the rule."),
    )

    def __init__(self, *args: Any, rules: list[Rule], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", _("Please choose"))] + [(rule.pk, str(rule)) for rule in rules]  # type: ignore[attr-defined]
        self.usual = {rule.pk: rule.in_language(language)[2] for rule in rules}


class ReportForm(forms.Form):
    reason = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, reasons: list[Reason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons = {reason.pk: reason for reason in reasons}
        self.fields["reason"].choices = [(reason.pk, reason.name) for reason in reasons]  # type: ignore[attr-defined]
        self.fields["reason"].error_messages["required"] = _("Please choose one of the reasons.")

    def clean_reason(self) -> Reason:
        return self.reasons[self.cleaned_data["reason"]]
