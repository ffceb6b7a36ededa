"""The public log, where the site shows one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.core.models import SiteSettings
from community.core.paging import BadCursor
from moderation.public_log import queries


@require_safe
def public_log(request: HttpRequest) -> HttpResponse:
    if not SiteSettings.current().audit_public:
        raise Http404
    cursor = request.GET.get("cursor", "")
    try:
        entries, following = queries.page(cursor=cursor)
    except BadCursor as error:
        raise Http404 from error
    return render(request, "moderation/public_log.html", {"entries": entries, "next": following, "is_first": not cursor})
