"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from forums.search import engine
from forums.search.query import LONGEST

EXAMPLES = [
    ('"hide glue"', _("these words side by side")),
    ("oak -varnish", _("with the first word, without the second")),
    ("author:alice", _("written by Alice")),
    ("forum:workshop", _("in this forum and those below it")),
    ("tag:bandsaw", _("in threads with this tag")),
    ("after:2026-01 before:2026-06-15", _("written in this time")),
    ("is:question", _("in questions; is:solved and is:unsolved narrow them")),
    ("in:title", _("only threads whose title has the words")),
]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    raw = request.GET.get("page", "1")
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 else 1
    order = request.GET.get("order", engine.BY_RANK)
    results = engine.search(request.user, typed, page=page, order=order) if typed.strip() else None
    return render(
        request,
        "forums/search.html",
        {"q": typed, "results": results, "examples": EXAMPLES, "orders": [engine.BY_RANK, engine.BY_DATE]},
    )
