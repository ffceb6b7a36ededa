"""The search page, the searches a member keeps, and what is suggested while somebody types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from accounts.queries import suggest
from community.core.ratelimit import hit
from forums.access import rights_of
from forums.models import Right
from forums.search import engine, saving
from forums.search.near import tags_begun
from forums.search.query import LONGEST
from forums.tree import nodes

from .guard import member_of, members_only

EXAMPLES = [
    ('"hide glue"', gettext_lazy("these words side by side")),
    ("oak -varnish", gettext_lazy("with the first word, without the second")),
    ("author:alice", gettext_lazy("written by Alice; author:me are your own, -author:alice leaves hers out")),
    ("forum:workshop", gettext_lazy("in this forum and those below it")),
    ("tag:bandsaw", gettext_lazy("in threads with this tag; -tag:bandsaw without it")),
    ("after:2026-01 before:2026-06-15", gettext_lazy("written in this time")),
    ("is:question", gettext_lazy("in questions; is:solved, is:unsolved and is:unanswered narrow them")),
    ("is:open", gettext_lazy("in threads one can reply to; also is:locked, is:announcement, is:poll, is:event")),
    ("has:image", gettext_lazy("posts with an image; also has:link, has:code")),
    ("in:title", gettext_lazy("only threads whose title has the words; in:first looks in opening posts")),
    ("in:bookmarks", gettext_lazy("only what you keep as a bookmark")),
]
# So many searches in a minute: of a member, and from one address without a log-in.
A_MINUTE, A_MINUTE_AS_GUEST = 60, 30
SUGGESTED = 4


def _pace(request: HttpRequest, kind: str, factor: int) -> str:
    """Why not so fast, or nothing."""
    if isinstance(request.user, Member):
        answer = hit(f"{kind}.{request.user.pk}", limit=A_MINUTE * factor, seconds=60)
    else:
        address = get_adapter(request).get_client_ip(request)
        answer = hit(f"{kind}.{address}", limit=A_MINUTE_AS_GUEST * factor, seconds=60)
    return "" if answer else str(answer.reason)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\0", "")[:LONGEST]
    raw = request.GET.get("page", "1")
    page = int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 4 else 1
    order = request.GET.get("order", engine.BY_RANK)
    too_fast = _pace(request, "search", 1) if typed.strip() else ""
    results = engine.search(request.user, typed, page=page, order=order) if typed.strip() and not too_fast else None
    context: dict[str, Any] = {"q": typed, "results": results, "examples": EXAMPLES, "too_fast": too_fast}
    if isinstance(request.user, Member):
        context["saved"] = saving.saved_by(request.user)
    return render(request, "forums/search.html", context, status=429 if too_fast else 200)


@require_POST
@members_only
def save(request: HttpRequest) -> HttpResponse:
    typed, by_date = request.POST.get("q", ""), request.POST.get("order") == engine.BY_DATE
    try:
        saving.save(by=member_of(request), typed=typed, name=request.POST.get("name", ""), by_date=by_date)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The search is kept."))
    query = {"q": typed[:LONGEST]} | ({"order": engine.BY_DATE} if by_date else {})
    return redirect(f"{reverse('forums:search')}?{urlencode(query)}")


@require_POST
@members_only
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    if not saving.forget(by=member_of(request), pk=pk):
        raise Http404
    messages.success(request, _("The search is forgotten."))
    return redirect("forums:search")


@require_safe
@cache_control(private=True, max_age=30)
def suggestions(request: HttpRequest) -> HttpResponse:
    """Threads, people, forums and tags that begin like what stands in the search box."""
    typed = " ".join(request.GET.get("q", "").replace("\0", "").split())[:LONGEST]
    if len(typed) < 2 or _pace(request, "suggest", 4):
        return HttpResponse(status=204)
    rights, folded = rights_of(request.user), typed.casefold()
    visible = [node for node in nodes().values() if rights.can(Right.SEE, node.id)]
    forums = [node for node in visible if any(name.startswith(folded) for name in _beginnings(node.name))]
    context = {
        "typed": typed,
        "threads": engine.threads_begun(request.user, typed),
        # Who has not logged in gets no list of people.
        "people": suggest(typed.lstrip("@"), SUGGESTED) if " " not in typed and request.user.is_authenticated else [],
        "forums": forums[:SUGGESTED],
        "tags": tags_begun(request.user, typed.lstrip("#"), SUGGESTED),
    }
    return render(request, "forums/_suggestions.html", context)


def _beginnings(name: str) -> list[str]:
    """The name, and what it is without its first words."""
    words = name.casefold().split()
    return [" ".join(words[first:]) for first in range(len(words))]
