"""The statement of reasons, read by whom it concerns and by those who moderate there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core.logs import without_keys
from moderation.access import moderates
from moderation.appeals import policies, queries
from moderation.statements.models import Statement

from .guard import member_page


@require_safe
@member_page
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Statement.objects.select_related("decision__case", "member"), pk=pk)
    by, decision = request.user, found.decision
    assert isinstance(by, Member)
    is_own = found.member_id == by.pk
    if not is_own and not moderates(by, decision.case.forum_id):
        raise Http404
    if is_own and decision.undone_at is not None and decision.told_at is None:
        raise Http404  # taken back before anybody was told
    # The address to object at is a secret of the person concerned; staff who read along do not get it.
    way = queries.own_way(by, decision) if is_own else None
    context = {
        "statement": found,
        "decision": decision,
        "is_own": is_own,
        "body": found.body if is_own else without_keys(found.body),
        "way": way,
        "appeal": getattr(way, "appeal", None),
        "change_it": _change_it(found) if is_own else "",
        "may_object": policies.can_appeal(way) if way is not None else None,
    }
    return render(request, "moderation/statement.html", context)


def _change_it(found: Statement) -> str:
    """Where the author changes it, while that is what is asked."""
    decision = found.decision
    asked = decision.outcome == "revise" and decision.undone_at is None and decision.case.target_type == "post"
    if not asked or decision.revise_until is None or decision.revise_until < timezone.now():
        return ""
    return reverse("forums:edit", args=[decision.case.target_id])
