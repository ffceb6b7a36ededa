"""Many cases decided in one go: look at what would happen, do it, look at what happened, take it back."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from community.core.paging import BadCursor, after_key
from moderation.bulk import actions, policies
from moderation.bulk import queries as batches
from moderation.bulk.models import Batch
from moderation.bulk.plan import ALONE, MOST, OFFERED, Plan
from moderation.bulk.rehearsal import rehearse
from moderation.cases import queries
from moderation.cases.filtering import Filter
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.decisions import queries as decided
from moderation.decisions.models import Decision

from .guard import desk

PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def bulk(request: HttpRequest) -> HttpResponse:
    """GET: `case` once for each, or `all` of a filter. POST: look at what would happen, then carry out what was looked at."""
    by = request.user
    assert isinstance(by, Member)
    wanted = Filter.read(request.POST if request.method == "POST" else request.GET)
    picks = _picks(request, by, wanted)
    if request.method != "POST":
        return _page(request, by, wanted, picks, None)
    plan = _plan(request)
    try:
        plan.check()
        if not picks:
            raise ValidationError({"case": _("Please choose at least one case.")})
        # Only what was shown is done: whoever changed the form since sees first what that would cause.
        if "confirm" in request.POST and request.POST.get("seen") == _signature(plan):
            return _carry_out(request, by, wanted, picks, plan)
    except ValidationError as error:
        return _page(request, by, wanted, picks, plan, errors=error.message_dict, status=422)
    except Refused as refused:
        return _page(request, by, wanted, picks, plan, errors={"case": [str(refused)]}, status=403)
    return _page(request, by, wanted, picks, plan, looked=True)


def _carry_out(request: HttpRequest, by: Member, wanted: Filter, picks: list[tuple[int, int]], plan: Plan) -> HttpResponse:
    if len(picks) > ALONE:
        proposal = actions.propose(by=by, picks=picks, plan=plan)
        messages.success(request, _("A second person is asked. You are told what they say."))
        assert proposal.case is not None
        return redirect(proposal.case)
    result = actions.carry_out(by=by, picks=picks, plan=plan)
    if result.batch is None:
        why = dict(result.refused)
        fault = _("None of it could be decided. What stands against it is beside each case.")
        return _page(request, by, wanted, picks, plan, errors={"case": [fault]}, why=why, status=409)
    # What was refused is no row of its own: it is shown once, with the words that were typed, and can be tried again.
    for key in [key for key in request.session.keys() if key.startswith("batch.")]:  # noqa: SIM118
        del request.session[key]
    request.session[f"batch.{result.batch.pk}"] = {"refused": result.refused, "plan": plan.as_json()}
    return redirect("desk:batch", result.batch.pk)


def _picks(request: HttpRequest, by: Member, wanted: Filter) -> list[tuple[int, int]]:
    """Cases with the version that was looked at; from a list without one, as they stand now."""
    said: dict[int, int | None] = {}
    for text in (request.POST if request.method == "POST" else request.GET).getlist("case")[: MOST + 1]:
        pk, _colon, version = text.partition(":")
        if _is_key(pk) and (not version or _is_key(version)):
            said[int(pk)] = int(version) if version else None
    if not said and request.method != "POST" and "all" in request.GET:
        found = queries.rows(by, wanted).open().order_by("-priority", "-pk").values_list("pk", "version")
        return list(found[:MOST])
    now = dict(Case.objects.visible_to(by).filter(pk__in=said).values_list("pk", "version"))
    return [(pk, version or now[pk]) for pk, version in said.items() if pk in now]


def _plan(request: HttpRequest) -> Plan:
    kind, _colon, pk = request.POST.get("ground", "").partition(":")
    chosen = request.POST.get("outcome", "")
    needs = chosen in OFFERED and OUTCOMES[chosen].needs_ground
    key = int(pk) if _is_key(pk) else 0
    return Plan(
        outcome=chosen,
        rule=next((rule for rule in decided.rules() if rule.pk == key), None) if needs and kind == "rule" else None,
        law=next((law for law in decided.laws() if law.pk == key), None) if needs and kind == "law" else None,
        message=request.POST.get("message", "").replace("\0", "").replace("\r\n", "\n").strip(),
        is_manifest=needs and "manifest" in request.POST,
    )


def _signature(plan: Plan) -> str:
    return sha256(repr(sorted(plan.as_json().items())).encode()).hexdigest()[:16]


def _page(
    request: HttpRequest,
    by: Member,
    wanted: Filter,
    picks: list[tuple[int, int]],
    plan: Plan | None,
    *,
    looked: bool = False,
    errors: dict[str, list[str]] | None = None,
    why: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = dict(picks)
    found = Case.objects.visible_to(by).filter(pk__in=versions).select_related(*queries.RELATED)
    rehearsal = rehearse(by, list(found.order_by("-priority", "-pk")), plan if looked or why else None)
    usual = rehearsal.lines[0].case.reason if rehearsal.lines and plan is None else None
    lines = [
        {"line": line, "version": versions[line.case.pk], "why": (why or {}).get(line.case.pk, "") or line.allowed.reason}
        for line in rehearsal.lines
    ]
    usual_ground = f"rule:{usual.rule_id}" if usual and usual.rule_id else ""
    ground = request.POST.get("ground", "") if request.method == "POST" else usual_ground
    context: dict[str, Any] = {
        "wanted": wanted,
        "query": wanted.query(),
        "lines": lines,
        "n": len(lines),
        "possible": len(rehearsal.carried_out),
        "rehearsal": rehearsal,
        "outcomes": [OUTCOMES[name] for name in OFFERED],
        "chosen": request.POST.get("outcome", "") if request.method == "POST" else "",
        "grounds": [(f"rule:{rule.pk}", str(rule)) for rule in decided.rules()],
        "laws": [(f"law:{law.pk}", str(law)) for law in decided.laws()],
        "ground": ground,
        "message": request.POST.get("message", "") if request.method == "POST" else "",
        "manifest": request.method == "POST" and "manifest" in request.POST,
        "looked": looked,
        "seen": _signature(plan) if plan is not None else "",
        "needs_second": len(lines) > ALONE,
        "alone": ALONE,
        "errors": errors or {},
        "batches": [(one, OUTCOMES[one.outcome].label) for one in batches.latest(by)] if not lines else [],
    }
    return render(request, "moderation/bulk.html", context, status=status)


@require_safe
@desk
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of it: the decisions, and once, for whoever made them, what was refused."""
    by = request.user
    assert isinstance(by, Member)
    found = get_object_or_404(Batch.objects.select_related("by", "second_by"), pk=pk)
    if not policies.can_see(by, found):
        raise Http404
    made = Decision.objects.filter(batch=found, case__in=Case.objects.visible_to(by))
    related = ("case__subject", "case__forum", "case__reason", "undone_by")
    try:
        page = after_key(made.select_related(*related), order=["pk"], cursor=request.GET.get("cursor", ""), size=PAGE)
    except BadCursor as error:
        raise Http404 from error
    kept = request.session.get(f"batch.{pk}", {}) if found.by_id == by.pk else {}
    refused = dict(kept.get("refused", []))
    context = {
        "batch": found,
        "label": OUTCOMES[found.outcome].label if found.outcome in OUTCOMES else found.outcome,
        "decisions": [(decision, OUTCOMES[decision.outcome].done) for decision in page.rows],
        "next": page.next,
        "total": made.count(),
        "standing": made.filter(undone_at=None).count(),
        "refused": [
            (case, refused[case.pk])
            for case in Case.objects.visible_to(by).filter(pk__in=refused).select_related(*queries.RELATED)
        ],
        "typed": kept.get("plan", {}).get("message", ""),
        "undoable": policies.can_undo(by, found),
    }
    return render(request, "moderation/batch.html", context)


@require_POST
@desk
def batch_undo(request: HttpRequest, pk: int) -> HttpResponse:
    by = request.user
    assert isinstance(by, Member)
    found = get_object_or_404(Batch, pk=pk)
    if not policies.can_see(by, found):
        raise Http404
    try:
        result = actions.undo(by=by, batch=found, reason=request.POST.get("reason", "").replace("\0", "").strip()[:1000])
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk:batch", pk)
    n = len(result.done)
    if n:
        messages.success(request, ngettext("%(n)d decision was taken back.", "%(n)d decisions were taken back.", n) % {"n": n})
    for case, why in result.refused[:20]:
        messages.warning(request, _("Case %(number)s: %(why)s") % {"number": case, "why": why})
    if result.left:
        left = ngettext("%(n)d is left. Press once more.", "%(n)d are left. Press once more.", result.left)
        messages.warning(request, left % {"n": result.left})
    return redirect("desk:batch", pk)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16
