"""The statement of reasons, read by whom it concerns and by those who moderate there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from moderation.access import moderates
from moderation.statements.models import Statement

from .guard import member_page


@require_safe
@member_page
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Statement.objects.select_related("decision__case", "member"), pk=pk)
    is_own = found.member_id == request.user.pk
    if not is_own and not moderates(request.user, found.decision.case.forum_id):
        raise Http404
    return render(request, "moderation/statement.html", {"statement": found, "decision": found.decision, "is_own": is_own})
