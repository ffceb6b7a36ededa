"""Reporting, and what became of one's reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from community.core.paging import BadCursor
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.targets import TARGETS, headline, kind_of
from moderation.decisions.models import Decision
from moderation.reports import actions, policies, queries
from moderation.reports.models import Report

from .forms import ReportForm
from .guard import member_page


@require_http_methods(["GET", "POST"])
@member_page
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    target = TARGETS.get(kind)
    thing = target.visible(by, pk) if target is not None and pk < 2**63 else None
    if target is None or thing is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None, reasons=queries.reasons())
    allowed = policies.can_report(by, kind, thing)
    status = 200 if allowed else 403
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.report(
                    by=by, target_type=kind, thing=thing, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 403
            else:
                messages.success(request, _("Thank you. The moderators have your report and will tell you what came of it."))
                return HttpResponseRedirect(_back(request, thing.get_absolute_url()))
    context = {
        "form": form,
        "allowed": allowed,
        "kind": kind,
        "heading": headline(kind, author=target.author(thing).name, title=target.title(thing)),
        "excerpt": _readable_text(by, thing)[:400],
        "back": _back(request, thing.get_absolute_url()),
        "reasons": [(choice, form.reasons[choice.data["value"]]) for choice in form["reason"]],
    }
    return render(request, "moderation/report.html", context, status=status)


def _readable_text(viewer: Member, thing: Any) -> str:
    """What the reporter can read themselves: a thread may outlive its opening post."""
    if not isinstance(thing, Thread):
        return TARGETS[kind_of(thing)].text(thing)
    opening = Post.objects.visible_to(viewer).filter(thread=thing, number=1).values_list("source", flat=True).first()
    return f"{thing.title}\n\n{opening or ''}".strip()


def _back(request: HttpRequest, usual: str) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else usual


@require_safe
@member_page
def reports(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    try:
        page = queries.reports_of(request.user, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    outcomes = dict(
        Decision.objects.filter(case__in=[r.case_id for r in page.rows], undone_at=None).values_list("case_id", "outcome")
    )
    context = {"reports": [(row, outcomes.get(row.case_id)) for row in page.rows], "next": page.next}
    return render(request, "moderation/reports.html", context)


@require_POST
@member_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    found = get_object_or_404(Report, pk=pk, reporter=request.user)
    actions.withdraw(by=request.user, report=found)
    messages.success(request, _("Your report is withdrawn."))
    return redirect("desk:reports")
