"""What is typed for an event. Times are by the clock of the place, which is named beside them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.events.making import NewEvent, new_event, zones
from forums.events.models import Event

_OFTEN = (
    "UTC", "Europe/Lisbon", "Europe/London", "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Athens",
    "Europe/Istanbul",
    "Europe/Kyiv", "Africa/Cairo", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Bangkok",
    "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo", "America/New_York",
    "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
)  # fmt: skip
_TYPED = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M")


class _ByTheClock(forms.Field):
    """A time without a zone: by whose clock it is stands in another field."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        raw = str(value or "").strip()
        for pattern in _TYPED if raw else ():
            try:
                return datetime.strptime(raw, pattern)
            except ValueError:
                continue
        if raw:
            raise ValidationError(_("Please write day and time, as in 2030-05-24 19:30."))
        return None


class EventForm(forms.Form):
    event_title = forms.CharField(label=_("What"), required=False, max_length=1_000)
    event_starts = _ByTheClock(label=_("Begins"), required=False)
    event_ends = _ByTheClock(label=_("Ends"), required=False)
    event_zone = forms.CharField(label=_("Time zone"), required=False, max_length=60, widget=forms.Select)
    event_place = forms.CharField(label=_("Place"), required=False, max_length=1_000)
    event_link = forms.CharField(label=_("Link"), required=False, max_length=1_000)
    event_capacity = forms.IntegerField(label=_("Places (empty: no limit)"), required=False, min_value=1, max_value=100_000)

    def __init__(self, *args: Any, every_zone: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = timezone.get_current_timezone_name()
        self.here = here if here in zones() else "UTC"
        self.fields["event_zone"].initial = self.here
        chosen = str(self["event_zone"].value() or "")
        # Every zone there is would weigh more than the rest of the page; the page of the event itself offers them.
        names = zones() if every_zone else sorted({*_OFTEN, self.here, chosen} & set(zones()))
        self.fields["event_zone"].widget.choices = [(name, name.replace("_", " ")) for name in names]

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed: an empty event is none."""
        if not self.is_bound:
            return bool(self.initial)
        return any(str(self.data.get(name, "")).strip() for name in ("event_title", "event_starts", "event_place", "event_link"))

    def new_event(self, *, may_lie_back: bool = False) -> NewEvent | None:
        """None when none was asked for. Raises ValidationError by field."""
        if not self.is_asked:
            return None
        if not self.is_valid():
            raise ValidationError({name: list(faults) for name, faults in self.errors.items()})
        given = self.cleaned_data
        return new_event(
            title=given["event_title"],
            starts=given["event_starts"],
            ends=given["event_ends"],
            time_zone=given["event_zone"] or self.here,
            place=given["event_place"],
            link=given["event_link"],
            capacity=given["event_capacity"],
            may_lie_back=may_lie_back,
        )


def initial_of(event: Event) -> dict[str, Any]:
    return {
        "event_title": event.title,
        "event_starts": event.starts_there.replace(tzinfo=None),
        "event_ends": event.ends_there.replace(tzinfo=None) if event.ends_there else None,
        "event_zone": event.time_zone,
        "event_place": event.place,
        "event_link": event.link,
        "event_capacity": event.capacity,
    }
