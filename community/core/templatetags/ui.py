"""Small parts of pages: icons, times, numbers, addresses. Loaded with {% load ui %}."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

# Drawn for this project on a grid of 24; strokes take the colour of the text beside them.
_ICONS = {
    "bell": "M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9M10 20a2 2 0 0 0 4 0",
    "shield": "M12 3 5 6v6c0 4.5 3 7.5 7 9 4-1.5 7-4.5 7-9V6z",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M20 20l-4-4",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "pen": "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
    "bookmark": "M6 4h12v16l-6-4-6 4z",
    "image": "M4 5h16v14H4zM4 16l5-5 4 4 2-2 5 5M15 9h.01",
    "link": "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
    "quote": "M9 7H5v6h4v-6zm0 6c0 3-1 4-3 5M19 7h-4v6h4V7zm0 6c0 3-1 4-3 5",
    "list": "M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01",
    "code": "M8 7l-5 5 5 5M16 7l5 5-5 5",
    "mail": "M3 5h18v14H3zM4 7l8 6 8-6",
    "brand": "M4 11a8 8 0 0 1 16 0M7.5 14a4.5 4.5 0 0 1 9 0M12 17.2a.8.8 0 1 0 .01 0",
}


@register.simple_tag
def icon(name: str, size: int = 18) -> SafeString:
    """An inline drawing; decoration, so the control that holds it needs a name of its own."""
    return format_html(
        '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{1}"/></svg>',
        size,
        _ICONS[name],
    )


def _distance(when: datetime, now: datetime) -> str:
    seconds = int((now - when).total_seconds())
    if seconds < 60:
        return _("just now")
    minutes = seconds // 60
    if minutes < 60:
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(n)s h ago", "%(n)s h ago", hours) % {"n": hours}
    days = (timezone.localtime(now).date() - timezone.localtime(when).date()).days
    if days <= 1:
        return _("yesterday")
    if days < 7:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    return date_format(timezone.localtime(when), "DATE_FORMAT")


@register.filter
def ago(when: datetime | None) -> SafeString | str:
    """How long ago, as people say it, with the exact moment in the title."""
    if when is None:
        return ""
    machine, exact = _spelled(when, timezone.get_current_timezone_name(), get_language())
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, exact, _distance(when, timezone.now()))


@lru_cache(maxsize=4096)
def _spelled(when: datetime, zone: str, language: str | None) -> tuple[str, str]:
    """For machines and in full. Lists show the same moments again and again, and spelling one out is slow."""
    local = timezone.localtime(when)
    return local.isoformat(timespec="seconds"), date_format(local, "DATETIME_FORMAT")


@register.filter
def compact(number: int | None) -> str:
    """1,204 stays whole, 12,345 becomes 12.3k."""
    # The frame's counters are lazy objects, which have no int() of their own.
    value = int(str(number or 0))
    if value < 10_000:
        return number_format(value, force_grouping=True)
    if value < 1_000_000:
        return number_format(value / 1000, decimal_pos=1).removesuffix(".0").removesuffix(",0") + "k"
    return number_format(value / 1_000_000, decimal_pos=1).removesuffix(".0").removesuffix(",0") + "M"


@register.simple_tag
def hue_class(hue: int) -> str:
    """The class of the nearest colour that the stylesheet names (every 15 degrees)."""
    return f"hue-{round(hue / 15) * 15 % 360}"


@register.simple_tag(takes_context=True)
def query_replace(context: RequestContext, **changes: Any) -> str:
    """The page's own query string with some of its parts replaced; None takes a part away."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"
