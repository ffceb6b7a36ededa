"""Everything a member follows or muted, on one page, to be seen and changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.core.paging import BadCursor
from forums.personal.levels import PLACES, followed_places

from .guard import member_of, members_only


@require_safe
@members_only
def levels(request: HttpRequest) -> HttpResponse:
    """One kind of thing at a time: forums, tags or threads, newest choice first."""
    kind = request.GET.get("kind", "forum")
    if kind not in PLACES:
        raise Http404
    try:
        page = followed_places(member_of(request), kind, cursor=request.GET.get("after", ""))
    except BadCursor as error:
        raise Http404 from error
    context = {
        "kinds": {"forum": _("Forums"), "tag": _("Tags"), "thread": _("Threads")},
        "kind": kind,
        "rows": page.rows,
        "next": page.next,
        "tab": "hearing",
    }
    return render(request, "forums/levels.html", context)
