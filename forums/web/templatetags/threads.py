"""What a thread may have beside its posts."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from forums.composing.limits import slow_until
from forums.events.models import Event
from forums.polls.queries import Line
from forums.threads.models import Thread
from forums.timers.queries import timers_of

register = template.Library()


@register.simple_tag
def marked_place(marked: dict[int, str] | None, line: Line) -> int | None:
    """The place given to an option: as it was just filled in, else as it was cast."""
    if not isinstance(marked, dict):
        return line.rank
    raw = marked.get(line.position, "")
    return int(raw) if raw.isascii() and raw.isdigit() else None


@register.simple_tag
def is_marked(marked: dict[int, str] | None, line: Line) -> bool:
    return line.position in marked if isinstance(marked, dict) else line.is_mine


@register.simple_tag
def there(event: Event) -> str:
    """When it is by the clock of the place; nothing where that is the reader's own clock."""
    start = event.starts_there
    if start.utcoffset() == timezone.localtime(event.starts_at).utcoffset():
        return ""
    return _("%(when)s by the clock of %(zone)s") % {
        "when": date_format(start, "DATETIME_FORMAT"),
        "zone": event.time_zone.replace("_", " "),
    }


@register.inclusion_tag("forums/_pace.html", takes_context=True)
def pace(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """How fast one writes here, and when it closes or opens. No query for a thread that is neither slow nor timed."""
    viewer = context["request"].user
    timers = timers_of(thread)
    for timer in timers:
        timer.when = timer.moment(thread)  # type: ignore[attr-defined]
    shown: dict[str, Any] = {"timers": [timer for timer in timers if not timer.is_due(thread)], "slow": ""}
    if thread.is_slow:
        shown["slow"] = _("Slow mode: %(time)s between two posts of a member.") % {"time": _in_words(thread.slow_seconds)}
        shown["wait_until"] = slow_until(viewer, thread) if isinstance(viewer, Member) else None
    return shown


def _in_words(seconds: int) -> str:
    if seconds >= 3600:
        hours = round(seconds / 3600)
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    minutes = max(1, round(seconds / 60))
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
