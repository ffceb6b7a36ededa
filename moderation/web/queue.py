"""The desk without a case open: the queue, and what to press."""

from __future__ import annotations

from time import time
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core.paging import BadCursor, KeyPage
from moderation.bulk import saved_views
from moderation.bulk.plan import can_be_in_bulk
from moderation.cases import grouping, passing, presence, queries
from moderation.cases import row as words
from moderation.cases.filtering import GROUPS, HOLDERS, QUEUES, SORTS, Filter
from moderation.cases.models import Case
from moderation.cases.weighing import score_of
from moderation.decisions.models import Decision
from moderation.proposals.models import Proposal

from .guard import desk


@require_safe
@desk
def queue(request: HttpRequest) -> HttpResponse:
    wanted = Filter.read(request.GET)
    viewer = request.user
    assert isinstance(viewer, Member)
    context = frame(request, wanted) | {
        "flash": flash(request),
        "choices": queries.choices(viewer, wanted),
        "sorts": SORTS.items(),
        "holders": HOLDERS.items(),
        "groupings": [("", _("not at all")), *GROUPS.items()],
    }
    return render(request, "moderation/queue.html", context)


def frame(request: HttpRequest, wanted: Filter, case: Case | None = None) -> dict[str, Any]:
    """What stands around every case: queues with their numbers, and the list with the open case marked. Four queries at most.

    With a case, colleagues see from now on that the viewer is reading it.
    """
    viewer = request.user
    assert isinstance(viewer, Member)
    grouped = bool(wanted.group) and case is None
    rows, more = ([], "") if grouped else _rows(viewer, wanted)
    if case is not None and case.is_open:
        presence.looking(case, viewer)
    reading = presence.others_in([row.pk for row in rows] + ([case.pk] if case else []), viewer)
    _dress(rows, viewer, wanted.query(), reading)
    here = next((n for n, row in enumerate(rows) if case is not None and row.pk == case.pk), None)
    following = rows[here + 1] if here is not None and here + 1 < len(rows) else (rows[0] if here is None and rows else None)
    counts = queries.counts(viewer)
    query = wanted.query()
    return {
        "wanted": wanted,
        "queue_label": QUEUES[wanted.queue],
        "queues": [
            {"name": name, "label": label, "n": counts.get(name), "query": Filter(name, wanted.forum).query(), "key": key}
            for key, (name, label) in enumerate(QUEUES.items(), start=1)
        ],
        "views": saved_views.views_of(viewer),
        "rows": rows,
        "groups": grouping.groups(viewer, wanted) if grouped else None,
        "grouped_by": GROUPS.get(wanted.group, ""),
        "more": more,
        "query": query,
        "plain_query": Filter(wanted.queue).query(),
        "top_query": wanted.query(cursor=""),
        "ungrouped_query": wanted.query(group="", cursor=""),
        "now": timezone.now(),
        "selected": case.pk if case else None,
        "selected_version": case.version if case else None,
        "following": following,
        "previous": rows[here - 1] if here else None,
        "others_looking": reading.get(case.pk, []) if case else [],
        "pass_on_url": _address("desk:pass_on", case, query) if case and passing.can_pass_on(viewer, case) else "",
        "first_response": _first_response(viewer) if case is not None else "",
        "since": f"{time():.3f}",
        "keys": KEYS,
    }


def _rows(viewer: Member, wanted: Filter) -> tuple[list[Case], str]:
    try:
        page = queries.queue(viewer, wanted)
    except BadCursor:
        page = KeyPage[Case]([], "")
    return list(page.rows), wanted.query(cursor=page.next) if page.next else ""


def _dress(rows: list[Any], viewer: Member, query: str, reading: dict[int, list[str]]) -> None:
    """Give each row what the list shows of it. No query."""
    now = timezone.now()
    # One look at the addresses for all of them.
    before, after = reverse("desk:case", args=[0]).rsplit("0", 1)
    after += f"?{query}" if query else ""
    pick = str(_("Select case %(number)s, %(label)s"))
    for row in rows:
        row.score = score_of(row) if row.is_open else row.priority
        row.can_pick = can_be_in_bulk(row)
        row.said = row.label
        row.pick = pick % {"number": row.pk, "label": row.said}
        row.href = f"{before}{row.pk}{after}"
        row.where = words.where(row)
        readers = ", ".join(reading.get(row.pk, []))
        row.state_words = words.state(row, viewer, now=now, readers=readers, done=getattr(row, "done", ""))


def _address(name: str, case: Case, query: str) -> str:
    where = reverse(name, args=[case.pk])
    return f"{where}?{query}" if query else where


def _first_response(viewer: Member) -> str:
    """In words; empty while nobody has answered anything today."""
    found = queries.median_first_response(viewer)
    if found is None:
        return ""
    minutes = round(found.total_seconds() / 60)
    if minutes < 1:
        return str(_("under a minute"))
    if minutes < 120:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    return ngettext("%(n)d h", "%(n)d h", round(minutes / 60)) % {"n": round(minutes / 60)}


def flash(request: HttpRequest) -> Decision | None:
    """The decision just made, so that one key takes it back. One query, only right after deciding."""
    asked = request.GET.get("last", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        return None
    made = Decision.objects.filter(pk=int(asked), by=request.user.pk, undone_at=None).select_related("case__subject")
    proposed = Proposal.objects.filter(origin=OuterRef("pk")).order_by("-pk")
    return made.annotate(
        asks_second=Subquery(proposed.values("needs_second")[:1]), asks_member=Subquery(proposed.values("hearing_until")[:1])
    ).first()


# What the help sheet lists; the keys themselves are printed on the buttons too.
KEYS = [
    ("j", _("next case")),
    ("k", _("previous case")),
    ("c", _("claim, or let go")),
    ("p", _("pass on to a colleague")),
    ("⇧ K", _("keep")),
    ("r", _("release a held post")),
    ("m", _("remind the author")),
    ("h", _("hide")),
    ("d", _("remove, or reject a held post")),
    ("s", _("remove, with the sanction the ladder proposes")),
    ("b", _("suspend, and other sanctions")),
    ("e", _("ask the author to change it")),
    ("l", _("lock a thread")),
    ("o", _("see what will be sent")),
    ("g", _("choose the ground")),
    ("y", _("choose a saved reply")),
    ("n", _("write a note")),
    ("z", _("snooze")),
    ("i / w", _("impose or drop what is proposed")),
    ("a / v", _("let a decision stand, or reverse it")),
    ("u", _("take the last decision back")),
    ("↑ ↓", _("walk through the list")),
    ("x", _("select the case, or not")),
    ("⇧ X", _("select from the last one to this")),
    ("⇧ A", _("select all that are shown, or none")),
    ("t", _("decide the selected ones together")),
    ("f", _("open the filter")),
    ("/", _("search the list")),
    ("1 … 9", _("go to a queue")),
    ("?", _("this sheet")),
]
