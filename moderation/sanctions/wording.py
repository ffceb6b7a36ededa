"""Sanctions in words: for the desk, for whoever is refused something, for the member's own page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Kind, Sanction, Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_SITE: dict[str, _StrOrPromise] = {
    Kind.REMINDER: gettext_lazy("A reminder. It limits nothing."),
    Kind.WARNING: gettext_lazy("A warning. It limits nothing by itself."),
    Kind.NO_LINKS: gettext_lazy("Your posts may hold no links."),
    Kind.NO_MEDIA: gettext_lazy("Your posts may hold no images."),
    Kind.HOLD: gettext_lazy("A moderator reads your posts before others can."),
    Kind.NO_REPORTS: gettext_lazy("Reports and notices from you are not looked at."),
    Kind.READ_ONLY: gettext_lazy("You can read, but not write."),
    Kind.SUSPEND: gettext_lazy("Your account is suspended."),
    Kind.BAN: gettext_lazy("Your account is closed."),
}
_FORUM: dict[str, _StrOrPromise] = {
    Kind.NO_LINKS: gettext_lazy("Your posts in the forum “%(place)s” may hold no links."),
    Kind.NO_MEDIA: gettext_lazy("Your posts in the forum “%(place)s” may hold no images."),
    Kind.HOLD: gettext_lazy("A moderator reads your posts in the forum “%(place)s” before others can."),
    Kind.READ_ONLY: gettext_lazy("You can read in the forum “%(place)s”, but not write."),
}
_THREAD: dict[str, _StrOrPromise] = {
    Kind.NO_LINKS: gettext_lazy("Your posts in the thread “%(place)s” may hold no links."),
    Kind.NO_MEDIA: gettext_lazy("Your posts in the thread “%(place)s” may hold no images."),
    Kind.HOLD: gettext_lazy("A moderator reads your posts in the thread “%(place)s” before others can."),
    Kind.READ_ONLY: gettext_lazy("You can read the thread “%(place)s”, but not write in it."),
}


def length(hours: int) -> str:
    """ "7 days"; what is no whole number of days in hours."""
    if hours % 24 == 0:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}


def in_words(kind: str, hours: int | None) -> str:
    """ "suspension for 7 days", as the desk says it."""
    name = str(Kind(kind).label)
    if hours is None:
        return name
    return _("%(sanction)s for %(length)s") % {"sanction": name, "length": length(hours)}


def until(moment: datetime) -> str:
    return date_format(localtime(moment), "DATETIME_FORMAT")


def effect(sanction: Sanction) -> str:
    """What it means, said to the member; forum and thread should be loaded."""
    if sanction.scope == Scope.FORUM and sanction.forum is not None and sanction.kind in _FORUM:
        return str(_FORUM[sanction.kind]) % {"place": sanction.forum.name}
    if sanction.scope == Scope.THREAD and sanction.thread is not None and sanction.kind in _THREAD:
        return str(_THREAD[sanction.kind]) % {"place": sanction.thread.title}
    return str(_SITE[sanction.kind])


def effect_until(sanction: Sanction) -> str:
    """The same with its end, for a refusal."""
    if sanction.ends_at is None:
        return effect(sanction)
    return _("%(sentence)s This ends on %(when)s.") % {"sentence": effect(sanction), "when": until(sanction.ends_at)}
