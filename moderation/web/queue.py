"""The desk without a case open: the queue, and what to press."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core.paging import BadCursor, KeyPage
from moderation.cases import queries
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.queries import QUEUES, Filter
from moderation.cases.weighing import score_of
from moderation.decisions.models import Decision

from .guard import desk


@require_safe
@desk
def queue(request: HttpRequest) -> HttpResponse:
    wanted = Filter.read(request.GET)
    return render(request, "moderation/queue.html", frame(request, wanted) | {"flash": flash(request)})


def frame(request: HttpRequest, wanted: Filter, case: Case | None = None) -> dict[str, Any]:
    """What stands around every case: queues with their numbers, and the list with the open case marked. Two queries."""
    viewer = request.user
    assert isinstance(viewer, Member)
    counts = queries.counts(viewer)
    try:
        page = queries.queue(viewer, wanted)
    except BadCursor:
        page = KeyPage[Case]([], "")
    rows = list(page.rows)
    for row in rows:
        row.score = score_of(row) if row.is_open else row.priority  # type: ignore[attr-defined]
    here = next((n for n, row in enumerate(rows) if case is not None and row.pk == case.pk), None)
    following = rows[here + 1] if here is not None and here + 1 < len(rows) else (rows[0] if here is None and rows else None)
    return {
        "wanted": wanted,
        "queue_label": QUEUES[wanted.queue],
        "queues": [
            {"name": name, "label": label, "n": counts.get(name), "query": Filter(name, wanted.forum).query()}
            for name, label in QUEUES.items()
        ],
        "rows": rows,
        "more": wanted.query(cursor=page.next) if page.next else "",
        "query": wanted.query(),
        "selected": case.pk if case else None,
        "following": following,
        "previous": rows[here - 1] if here else None,
        "keys": KEYS,
    }


def flash(request: HttpRequest) -> Decision | None:
    """The decision just made, so that one key takes it back. One query, only right after deciding."""
    asked = request.GET.get("last", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 16):
        return None
    found = Decision.objects.filter(pk=int(asked), by=request.user.pk, undone_at=None).select_related("case__subject").first()
    if found is not None:
        found.done = OUTCOMES[found.outcome].done  # type: ignore[attr-defined]
    return found


# What the help sheet lists; the keys themselves are printed on the buttons too.
KEYS = [
    ("j", _("next case")),
    ("k", _("previous case")),
    ("c", _("claim, or let go")),
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
    ("?", _("this sheet")),
]
