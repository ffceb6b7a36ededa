"""One case: read it, decide it, and go on to the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from moderation.cases import actions, policies, queries
from moderation.cases.actions import AlreadyClaimed
from moderation.cases.evidence import highlight
from moderation.cases.models import Case, CaseQuerySet
from moderation.cases.opening import score_of
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.priority import explain
from moderation.cases.queries import Filter
from moderation.cases.targets import headline
from moderation.cases.timeline import timeline
from moderation.decisions import actions as decisions
from moderation.decisions import queries as decided
from moderation.decisions.actions import StaleCase
from moderation.decisions.models import Decision, Rule
from moderation.wellbeing import exposure

from .guard import desk
from .queue import flash, frame

SNOOZES = {"1h": timedelta(hours=1), "4h": timedelta(hours=4), "1d": timedelta(days=1), "7d": timedelta(days=7)}


def _cases(request: HttpRequest) -> CaseQuerySet:
    return Case.objects.visible_to(request.user).select_related("subject", "forum", "reason__rule", "claimed_by")


@require_safe
@desk
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    exposure.note(request.user, found)
    return _page(request, found)


def _page(request: HttpRequest, found: Case, *, errors: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """The case's page; after a refused form with what was typed and what was wrong with it."""
    viewer = request.user
    assert isinstance(viewer, Member)
    asked = request.POST if request.method == "POST" else request.GET
    wanted = Filter.read(asked)
    page = queries.case_page(found)
    reported = any(report.reporter_id == viewer.pk and report.state == report.State.OPEN for report in page.reports)
    verdict = policies.can_judge(viewer, found, has_reported=reported)
    context = (
        frame(request, wanted, found)
        | {
            "case": found,
            "page": page,
            "heading": headline(
                found.target_type, author=found.subject.name if found.subject else "?", title=found.snapshot.get("title", "")
            ),
            "parts": highlight(found.snapshot.get("source", ""), found.evidence.get("matches", ())),
            "timeline": timeline(page, viewer),
            "terms": explain(
                severity=found.severity,
                reports=found.report_count,
                opened_at=found.opened_at,
                due_at=found.due_at,
                now=timezone.now(),
            ),
            "score": score_of(found),
            "overdue": found.is_open and found.due_at < timezone.now(),
            "verdict": verdict,
            "holder": found.claimed_by if found.holder_id else None,
            "is_mine": found.holder_id == viewer.pk,
            "flash": flash(request),
            "errors": errors or {},
            "snoozes": [("1h", _("1 hour")), ("4h", _("4 hours")), ("1d", _("1 day")), ("7d", _("7 days"))],
        }
        | _ground(request, found)
    )
    standing = page.standing
    if standing is not None:
        standing.case = found
        context["standing"] = standing
        context["standing_done"] = OUTCOMES[standing.outcome].done
        context["undoable"] = decisions.can_undo(viewer, standing)
    return render(request, "moderation/case.html", context, status=status)


def _ground(request: HttpRequest, found: Case) -> dict[str, Any]:
    """Rules with the words the author would read; chosen is what was typed, or the usual ground of the gravest reason."""
    language = found.subject.language if found.subject else None
    rules = decided.rules() if found.is_open else []
    asked = request.POST.get("rule", "")
    usual = found.reason.rule_id if found.reason else None
    chosen = next((rule for rule in rules if (str(rule.pk) == asked if request.method == "POST" else rule.pk == usual)), None)
    message = request.POST.get("message", "") if request.method == "POST" else (chosen.in_language(language)[2] if chosen else "")
    return {
        "rules": [{"rule": rule, "message": rule.in_language(language)[2], "chosen": rule == chosen} for rule in rules],
        "chosen_rule": chosen,
        "message": message,
    }


@require_POST
@desk
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    by = request.user
    assert isinstance(by, Member)
    wanted = Filter.read(request.POST)
    rule = Rule.objects.filter(pk=_number(request.POST.get("rule", "")), is_active=True).first()
    try:
        following = queries.after(by, wanted, found)
        decision = decisions.decide(
            by=by,
            case=found,
            outcome=request.POST.get("outcome", ""),
            rule=rule,
            message=_message(request, found, rule),
            version=_number(request.POST.get("version", "")),
        )
    except StaleCase as stale:
        return _stale(request, stale.case, wanted)
    except ValidationError as error:
        return _page(request, found, errors=error.message_dict, status=422)
    except Refused as refused:
        return _page(request, found, errors={"outcome": [str(refused)]}, status=403)
    return _go_on(wanted, following, last=decision.pk)


def _message(request: HttpRequest, found: Case, rule: Rule | None) -> str:
    """What was typed. If that is another rule's usual message, the form was sent without script: take the chosen rule's."""
    typed = request.POST.get("message", "").replace("\r\n", "\n").strip()
    language = found.subject.language if found.subject else None
    if rule is not None and any(typed == other.in_language(language)[2].strip() for other in decided.rules() if other != rule):
        return ""
    return typed


def _stale(request: HttpRequest, found: Case, wanted: Filter) -> HttpResponse:
    """What the other did, and what one had typed oneself: nothing is lost and nothing overwritten."""
    last = Decision.objects.filter(case=found).select_related("by", "rule", "undone_by").first()
    context = {
        "case": found,
        "last": last,
        "last_done": OUTCOMES[last.outcome].done if last else "",
        "wanted_outcome": OUTCOMES.get(request.POST.get("outcome", "")),
        "message": request.POST.get("message", ""),
        "query": wanted.query(),
    }
    return render(request, "moderation/stale.html", context, status=409)


@require_POST
@desk
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    wanted = Filter.read(request.POST)
    decision = Decision.objects.filter(case=found, undone_at=None).select_related("case").first()
    if decision is None:
        return _stale(request, found, wanted)
    assert isinstance(request.user, Member)
    try:
        decisions.undo(by=request.user, decision=decision, reason=request.POST.get("reason", ""))
    except Refused as refused:
        return _page(request, found, errors={"outcome": [str(refused)]}, status=403)
    messages.success(request, _("Taken back. Everything stands as it stood before, and whoever was told is told."))
    return _back(wanted, found)


@require_POST
@desk
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    try:
        actions.claim(by=request.user, case=found, take_over="take_over" in request.POST)
    except AlreadyClaimed as claimed:
        holder = claimed.case.claimed_by
        if claimed.case.is_open and holder is not None:
            messages.warning(request, _("%(name)s was faster and is on this case now.") % {"name": holder.name})
        else:
            return _stale(request, claimed.case, Filter.read(request.POST))
    return _back(Filter.read(request.POST), found)


@require_POST
@desk
def unclaim(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    actions.unclaim(by=request.user, case=found)
    return _back(Filter.read(request.POST), found)


@require_POST
@desk
def note(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    try:
        actions.note(by=request.user, case=found, body=request.POST.get("body", ""))
    except ValidationError as error:
        return _page(request, found, errors={"note": error.message_dict["body"]}, status=422)
    messages.success(request, _("Your note is kept. Only those who moderate here see it."))
    return _back(Filter.read(request.POST), found)


@require_POST
@desk
def snooze(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_cases(request), pk=pk)
    assert isinstance(request.user, Member)
    wanted = Filter.read(request.POST)
    step = SNOOZES.get(request.POST.get("for", ""))
    following = queries.after(request.user, wanted, found)
    actions.snooze(by=request.user, case=found, until=timezone.now() + step if step else None)
    if step is None:
        return _back(wanted, found)
    messages.success(request, _("Case %(number)s comes back to the queue by itself.") % {"number": found.pk})
    return _go_on(wanted, following)


def _go_on(wanted: Filter, following: Case | None, **more: Any) -> HttpResponse:
    """To the next case of the queue, or to the empty desk."""
    where = reverse("desk:case", args=[following.pk]) if following else reverse("desk:queue")
    return redirect(_with(where, wanted, more))


def _back(wanted: Filter, found: Case) -> HttpResponse:
    return redirect(_with(reverse("desk:case", args=[found.pk]), wanted, {}))


def _with(where: str, wanted: Filter, more: dict[str, Any]) -> str:
    query = "&".join(part for part in (wanted.query(), urlencode(more)) if part)
    return f"{where}?{query}" if query else where


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
