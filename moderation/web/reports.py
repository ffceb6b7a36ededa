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
from forums.attachments.queries import images_of
from moderation.cases.targets import TARGETS, headline
from moderation.reports import actions, policies, queries
from moderation.reports.judged import judged
from moderation.reports.models import Report
from moderation.reports.snapshots import seen_by

from .forms import AdditionForm, ReportForm
from .guard import member_page

REPORTABLE = ("post", "thread", "member", "attachment", "message")


@require_http_methods(["GET", "POST"])
@member_page
def report(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    # What waits inside moderation itself (an appeal, a proposal) is nobody's to report.
    target = TARGETS.get(kind) if kind in REPORTABLE else None
    thing = target.visible(by, pk) if target is not None and pk < 2**63 else None
    if target is None or thing is None:
        raise Http404
    allowed = policies.can_report(by, kind, thing)
    images = images_of(thing) if kind == "post" else []
    if not allowed:
        # The post itself may be reported already; an image of it is a thing of its own.
        images = [image for image in images if policies.can_report(by, "attachment", image)]
    form = ReportForm(request.POST if request.method == "POST" else None, reasons=queries.reasons(), images=images)
    status = 200 if allowed or images else 403
    if request.method == "POST":
        status = 422
        if form.is_valid():
            image = next((found for found in images if found.pk == form.cleaned_data.get("about")), None)
            try:
                actions.report(
                    by=by,
                    target_type="attachment" if image else kind,
                    thing=image or thing,
                    reason=form.cleaned_data["reason"],
                    note=form.cleaned_data["note"],
                )
            except ValidationError as error:
                form.add_error(None, error)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 403
            else:
                messages.success(request, _("Thank you. The moderators have your report and will tell you what came of it."))
                return HttpResponseRedirect(_back(request, thing.get_absolute_url()))
    seen = seen_by(by, kind, thing)
    seen_already = judged(kind, thing) if allowed else None
    context = {
        "form": form,
        "allowed": allowed,
        "may_send": allowed or bool(images),
        "judged": seen_already,
        "kind": kind,
        "heading": headline(kind, author=target.author(thing).name, title=target.title(thing)),
        "excerpt": seen["source"][:400],
        "image": seen.get("image"),
        "images": images,
        "back": _back(request, thing.get_absolute_url()),
        "address": request.build_absolute_uri(thing.get_absolute_url()),
        "reasons": [
            (choice, reason, seen_already is not None and not images and reason.severity <= seen_already.severity)
            for choice in form["reason"]
            if (reason := form.reasons[choice.data["value"]])
        ],
    }
    return render(request, "moderation/report.html", context, status=status)


def _back(request: HttpRequest, usual: str) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else usual


@require_safe
@member_page
def reports(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, Member)
    try:
        rows, following = queries.reports_of(request.user, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    return render(request, "moderation/reports.html", {"reports": rows, "next": following})


@require_safe
@member_page
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One report of one's own: what was reported as one saw it, what was added, what came of it."""
    return _own(request, _mine(request, pk), AdditionForm())


@require_POST
@member_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    found, form = _mine(request, pk), AdditionForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.add(by=request.user, report=found, body=form.cleaned_data["body"])
        except ValidationError as error:
            form.add_error("body", error.message_dict["body"])
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 403
        else:
            messages.success(request, _("Thank you. The moderators read it together with your report."))
            return redirect("desk:own_report", pk=found.pk)
    return _own(request, found, form, status=status)


@require_POST
@member_page
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, Member)
    actions.withdraw(by=request.user, report=_mine(request, pk))
    messages.success(request, _("Your report is withdrawn."))
    return redirect("desk:reports")


def _mine(request: HttpRequest, pk: int) -> Report:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(Report.objects.select_related("case", "reason"), pk=pk, reporter=request.user.pk)


def _own(request: HttpRequest, found: Report, form: AdditionForm, *, status: int = 200) -> HttpResponse:
    assert isinstance(request.user, Member)
    shown = queries.own_report(found)
    context: dict[str, Any] = {
        "own": shown,
        "report": found,
        "seen": found.snapshot or found.case.snapshot,
        "is_whole": bool(found.snapshot),
        "thing": TARGETS[found.case.target_type].visible(request.user, found.case.target_id),
        "may_add": policies.can_add(request.user, found, additions=len(shown.additions)),
        "may_withdraw": policies.can_withdraw(request.user, found),
        "left": policies.ADDITIONS - len(shown.additions),
        "form": form,
    }
    return render(request, "moderation/own_report.html", context, status=status)
