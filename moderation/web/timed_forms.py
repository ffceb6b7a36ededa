"""What is asked for the pace of a thread and for its timers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.timers.models import Timer
from moderation.interventions.timed import MOST_QUIET_DAYS

from .forms import GroundForm, ReasonForm


class SlowForm(ReasonForm):
    seconds = forms.TypedChoiceField(
        label=_("Between two posts of a member"),
        coerce=int,
        choices=[
            (0, _("no wait")), (60, _("1 minute")), (300, _("5 minutes")), (900, _("15 minutes")), (3600, _("1 hour")),
            (4 * 3600, _("4 hours")), (24 * 3600, _("1 day")),
        ],
    )  # fmt: skip
    hours = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=[(0, _("until somebody ends it")), (6, _("6 hours")), (24, _("1 day")), (72, _("3 days")), (168, _("1 week"))],
    )
    field_order = ("seconds", "hours", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        hours = given.get("hours")
        until: datetime | None = timezone.now() + timedelta(hours=hours) if hours and given.get("seconds") else None
        return given | {"until": until}


class TimerForm(GroundForm):
    kind = forms.ChoiceField(label=_("What"), choices=[*Timer.Kind.choices, ("stop", _("Nothing: stop its timers"))])
    at = forms.DateTimeField(
        label=_("At (for a moment)"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    days = forms.IntegerField(label=_("Days (for days without a post)"), required=False, min_value=1, max_value=MOST_QUIET_DAYS)
    field_order = ("kind", "at", "days", "ground", "message")

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].required = False
        if is_own:
            # One's own thread one closes without ado: that restricts nobody else.
            del self.fields["ground"], self.fields["message"]

    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        grounds = super().given() if data.get("ground") else {}
        return {"kind": data["kind"], "at": data["at"], "days": data["days"], **grounds}
