"""What is typed beside a new thread and comes with it: a poll, an event."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from forums.composing.extras import Extra

from .event_forms import EventForm
from .poll_forms import PollForm


class Attached:
    def __init__(self, request: HttpRequest) -> None:
        typed = request.POST if request.method == "POST" else None
        self.poll, self.event = PollForm(typed), EventForm(typed)

    def wanted(self) -> list[Extra]:
        """What was asked for, cleaned. Raises ValidationError by field."""
        extras: list[Extra | None] = [self.poll.new_poll(), self.event.new_event()]
        return [extra for extra in extras if extra]

    def context(self) -> dict[str, Any]:
        return {"poll_form": self.poll, "event_form": self.event}
