"""A case in the words of a list. In Python, not in templates: a list has thirty rows, and the desk shows it with every case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Case

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from forums.access import Viewer


def where(case: Case) -> str:
    """Whose it is and where it stands. `case` comes with subject and forum."""
    forum = case.forum.name if case.forum is not None else ""
    if case.subject is None:
        return _("In %(forum)s") % {"forum": forum} if forum else _("Belongs to no forum")
    said = {"author": case.subject.name, "forum": forum}
    match case.target_type:
        case "post":
            return _("Post by %(author)s in %(forum)s") % said
        case "thread":
            return _("Thread by %(author)s in %(forum)s") % said
        case "attachment":
            return _("Image of %(author)s") % said
        case "message":
            return _("Message by %(author)s") % said
        case "appeal":
            return _("Objection to a decision about %(author)s") % said
        case "proposal":
            return _("Proposal about %(author)s") % said
    return _("Profile of %(author)s") % said


def state(case: Case, viewer: Viewer, *, now: datetime, readers: str = "", done: _StrOrPromise = "") -> SafeString:
    """What is to be known beyond that: how often it was reported, who is on it, who reads it. `case` comes with its people."""
    parts = []
    if done:
        parts.append(format_html("<strong>{}</strong>", done))
    if case.kind != Case.Kind.REPORT:
        parts.append(_span(case.get_kind_display()))
    if case.report_count:
        parts.append(_span(ngettext("%(n)s report", "%(n)s reports", case.report_count) % {"n": case.report_count}))
    if case.is_open:
        if case.due_at < now:
            parts.append(format_html('<strong class="overdue">{}</strong>', _("overdue")))
        if case.holder_id and case.claimed_by is not None:
            words = _("you are on it") if case.holder_id == viewer.pk else _("%(name)s is on it") % {"name": case.claimed_by.name}
            parts.append(format_html("<span data-holder>{}</span>", words))
        if case.assigned_to is not None:
            passed = _("passed on to %(name)s") % {"name": case.assigned_to.name}
            parts.append(_span(_("passed on to you") if case.assigned_to_id == viewer.pk else passed))
    news = _("%(name)s is reading this") % {"name": readers} if readers else ""
    parts.append(format_html('<span class="row-news" data-news>{}</span>', news))
    return format_html("{}" * len(parts), *parts)


def _span(text: _StrOrPromise) -> SafeString:
    return format_html("<span>{}</span>", text)
