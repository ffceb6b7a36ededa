"""Saved views: the current filter under a name, in the sidebar."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Member
from moderation.bulk import saved_views
from moderation.bulk.models import SavedView
from moderation.cases.filtering import Filter

from .guard import desk


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def views(request: HttpRequest) -> HttpResponse:
    """The list, and keeping a new one."""
    by = request.user
    assert isinstance(by, Member)
    wanted = Filter.read(request.POST if request.method == "POST" else request.GET)
    name, fault = request.POST.get("name", ""), ""
    if request.method == "POST":
        try:
            made = saved_views.save(by=by, name=name, wanted=wanted)
        except ValidationError as error:
            fault = " ".join(error.messages)
        else:
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": made.name})
            return redirect(f"{reverse('desk:queue')}?{made.query}")
    return _page(request, by, wanted=wanted, name=name, fault=fault)


@require_POST
@desk
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or none any more."""
    by = request.user
    assert isinstance(by, Member)
    found = get_object_or_404(SavedView, pk=pk, member=by)
    if "remove" in request.POST:
        saved_views.remove(by=by, view=found)
        messages.success(request, _("The view “%(name)s” is gone.") % {"name": found.name})
        return redirect("desk:views")
    name = request.POST.get("name", "")
    try:
        saved_views.rename(by=by, view=found, name=name)
    except ValidationError as error:
        return _page(request, by, renamed=pk, name=name, fault=" ".join(error.messages))
    messages.success(request, _("The view is called “%(name)s” now.") % {"name": found.name})
    return redirect("desk:views")


def _page(
    request: HttpRequest, by: Member, *, wanted: Filter | None = None, renamed: int = 0, name: str = "", fault: str = ""
) -> HttpResponse:
    context = {
        "views": saved_views.views_of(by),
        "wanted": wanted,
        "renamed": renamed,
        "typed": name,
        "fault": fault,
        "most": saved_views.MOST,
    }
    return render(request, "moderation/views.html", context, status=422 if fault else 200)
