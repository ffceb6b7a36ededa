"""The audit log on a page and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core.paging import BadCursor, after_key
from moderation.audit import queries
from moderation.audit.models import AuditEntry
from moderation.cases.models import Case

from .guard import desk

SIZE = 50
AREAS = [
    ("", _("everything")),
    ("case.decided", _("decisions")),
    ("case.undone", _("decisions taken back")),
    ("case.", _("all work on cases")),
    ("sanction.", _("sanctions lifted or confirmed")),
    ("thread.", _("acts on threads")),
    ("rule.", _("changes of the rules")),
]


@require_safe
@desk
def audit(request: HttpRequest) -> HttpResponseBase:
    assert isinstance(request.user, Member)
    verb = request.GET.get("verb", "")
    actor = request.GET.get("actor", "").replace("\0", "")[:60].strip()
    found = queries.entries(request.user, verb=verb if verb in dict(AREAS) else "", actor=actor)
    if request.GET.get("format") == "csv":
        return _csv(found)
    try:
        page = after_key(found, order=["sequence"], cursor=request.GET.get("cursor", ""), size=SIZE)
    except BadCursor as error:
        raise Http404 from error
    # The log keeps what was said at the time; a case that is still there is shown by its name in the reader's language.
    about = {entry.target_id for entry in page.rows if entry.target_type == "case"}
    cases = Case.objects.visible_to(request.user).select_related("reason", "subject").in_bulk(about)
    rows = [(entry, cases.get(entry.target_id) if entry.target_type == "case" else None) for entry in page.rows]
    context = {"rows": rows, "next": page.next, "areas": AREAS, "verb": verb, "actor": actor}
    return render(request, "moderation/audit.html", context)


class _Line:
    """A file that hands back each line instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _csv(found: queries.AuditQuerySet) -> HttpResponseBase:
    writer = csv.writer(_Line())
    head = ["sequence", "at", "actor", "verb", "target_type", "target_id", "target", "forum_id", "reason", "hash"]

    def lines() -> Iterator[str]:
        yield writer.writerow(head)
        for entry in found.order_by("sequence").iterator(chunk_size=1000):
            yield writer.writerow([_safe(cell) for cell in _cells(entry)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _cells(entry: AuditEntry) -> list[object]:
    return [
        entry.sequence, entry.at.isoformat(), entry.actor_label, entry.verb, entry.target_type, entry.target_id or "",
        entry.target_label, entry.forum_id or "", entry.reason, entry.hash,
    ]  # fmt: skip


def _safe(cell: object) -> object:
    """A spreadsheet must not take a member's words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
