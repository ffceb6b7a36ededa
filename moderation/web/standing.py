"""Your standing: what a member was told and limited in, until when, and how they can object."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from community.core.paging import BadCursor
from moderation.sanctions import actions, queries
from moderation.sanctions.models import Sanction

from .guard import member_page


@require_safe
@member_page
@never_cache
def standing(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    try:
        own = queries.own_standing(request.user, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    context = {"own": own, "is_older": bool(request.GET.get("cursor")), "back": _back(request.GET.get("next", ""))}
    return render(request, "moderation/standing.html", context)


@require_POST
@member_page
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    found = get_object_or_404(Sanction.objects.told().filter(undone_at=None), pk=pk, member=request.user)
    actions.acknowledge(by=request.user, sanction=found)
    if Sanction.objects.unacknowledged().told().filter(member=request.user).exists():
        messages.success(request, _("Thank you. There is one more to read."))
        return HttpResponseRedirect(reverse("desk:standing"))
    messages.success(request, _("Thank you for reading it."))
    return HttpResponseRedirect(_back(request.POST.get("next", "")) or reverse("desk:standing"))


def _back(asked: str) -> str:
    """Where the member came from, if that is a page of ours."""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""
