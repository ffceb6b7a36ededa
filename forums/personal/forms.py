"""What a member says about a post they keep."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MORNING = time(9)
FARTHEST = timedelta(days=3_660)


class BookmarkForm(forms.Form):
    """`remind` is one of a few usual moments, "at" (then `remind_at` counts), or empty for never."""

    MOMENTS = (
        ("", gettext_lazy("Do not remind me")),
        ("hours", gettext_lazy("In three hours")),
        ("tomorrow", gettext_lazy("Tomorrow at nine")),
        ("week", gettext_lazy("In a week at nine")),
        ("month", gettext_lazy("In a month at nine")),
        ("at", gettext_lazy("At this moment:")),
    )
    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=100)
    remind = forms.ChoiceField(label=gettext_lazy("Remind me"), required=False, choices=MOMENTS, widget=forms.RadioSelect)
    remind_at = forms.DateTimeField(
        label=gettext_lazy("Day and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "remind_at" in self.errors and cleaned.get("remind") != "at":
            del self.errors["remind_at"]
        cleaned["when"] = self._when(cleaned.get("remind", ""), cleaned.get("remind_at"))
        return cleaned

    def _when(self, choice: str, moment: datetime | None) -> datetime | None:
        now = timezone.localtime()
        if choice == "hours":
            return now + timedelta(hours=3)
        if choice != "at":
            days = {"tomorrow": 1, "week": 7, "month": 30}.get(choice)
            return None if days is None else timezone.make_aware(datetime.combine(now.date() + timedelta(days=days), MORNING))
        if moment is None and "remind_at" not in self.errors:
            self.add_error("remind_at", _("Please say when."))
        elif moment is not None and not now < moment < now + FARTHEST:
            self.add_error("remind_at", _("This moment must lie ahead, and within ten years."))
        return moment
