"""What a thread may have beside its posts."""

from __future__ import annotations

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forums.events.models import Event
from forums.polls.queries import Line

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
