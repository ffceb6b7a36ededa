"""The badges of this forum and who has them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from community.core.paging import BadCursor
from forums.badges import queries
from forums.badges.models import Badge

from .people import cursor_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "forums/badges.html", {"badges": queries.all_badges()})


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Its holders are named to members; guests learn what it is for."""
    here = get_object_or_404(Badge, slug=slug, is_active=True)
    try:
        page = queries.holders_of(here, request.user, cursor_of(request)) if request.user.is_authenticated else None
    except BadCursor as error:
        raise Http404 from error
    return render(request, "forums/badge.html", {"badge": here, "page": page})
