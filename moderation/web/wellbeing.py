"""For those who moderate: their own desk, how much of the grave they saw, and the second look at others' decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Member
from community.core.decisions import Refused
from community.core.paging import BadCursor
from moderation.access import moderates_everything
from moderation.cases.evidence import highlight
from moderation.cases.models import Case
from moderation.decisions import queries as decided
from moderation.wellbeing import actions, exposure, policies, queries
from moderation.wellbeing.agreement import GROUP_OF, GROUPS
from moderation.wellbeing.forms import DeskForm, ReviewForm
from moderation.wellbeing.models import DoubleReview

from .guard import desk

GROUP_KEYS = {"stay": "s", "remind": "m", "down": "d"}


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def wellbeing(request: HttpRequest) -> HttpResponse:
    """Nobody but the person sees these numbers; the team's sum is for those who look after the whole desk."""
    member = request.user
    assert isinstance(member, Member)
    chosen = queries.preference(member)
    initial = {"blur": chosen.blur, "grey": chosen.grey, "severe_a_day": chosen.severe_a_day} if chosen else {}
    form = DeskForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form = DeskForm(request.POST)
        if form.is_valid():
            actions.prefer(by=member, **form.cleaned_data)
            messages.success(request, _("Your desk is as you want it now."))
            return redirect("desk:wellbeing")
    leads = moderates_everything(member)
    context = {
        "form": form,
        "days": exposure.last_days(member),
        "leads": leads,
        "team": exposure.of_the_team() if leads else None,
        "team_from": exposure.TEAM_FROM,
    }
    return render(request, "moderation/wellbeing.html", context, status=422 if form.errors else 200)


@require_safe
@desk
def reviews(request: HttpRequest) -> HttpResponse:
    member = request.user
    assert isinstance(member, Member)
    try:
        page = queries.waiting_page(member, cursor=request.GET.get("cursor", ""))
    except BadCursor as error:
        raise Http404 from error
    context = {
        "rows": page.rows,
        "next": page.next,
        "own": queries.own(member),
        "fairness": queries.fairness() if moderates_everything(member) else None,
    }
    return render(request, "moderation/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def review(request: HttpRequest, pk: int) -> HttpResponse:
    member = request.user
    assert isinstance(member, Member)
    found = get_object_or_404(
        DoubleReview.objects.filter(decision__case__in=Case.objects.visible_to(member).values("pk")).select_related(
            "decision__case__forum", "decision__case__reason", "decision__rule", "decision__law", "rule", "law"
        ),
        pk=pk,
    )
    if found.reviewed_at is not None and found.reviewer_id == member.pk:
        if request.method == "POST":
            return redirect("desk:review", pk)
        return _result(request, member, found)
    answer = policies.can_review(member, found, is_involved=queries.is_involved(member, found))
    form = ReviewForm(request.POST if request.method == "POST" else None, rules=decided.rules(), laws=decided.laws())
    status = 200
    if request.method == "POST":
        try:
            answer.enforce()
            if form.is_valid():
                given = form.cleaned_data
                actions.review(by=member, review=found, group=given["group"], rule=given["rule"], law=given["law"])
                return redirect("desk:review", pk)
            status = 422
        except Refused:
            status = 403
        except ValidationError as error:
            for faults in error.message_dict.values():
                form.add_error(None, faults)
            status = 422
    elif not answer:
        status = 403
    context: dict[str, Any] = {"review": found, "form": form, "answer": answer}
    if answer:
        blind = queries.blind(found)
        context |= {
            "blind": blind,
            "parts": highlight(blind.source, blind.matches),
            "groups": [{"name": name, "label": label, "key": GROUP_KEYS[name]} for name, label in GROUPS.items()],
        }
    return render(request, "moderation/review.html", context | _following(member, found), status=status)


def _result(request: HttpRequest, member: Member, found: DoubleReview) -> HttpResponse:
    decision = found.decision
    context = {
        "review": found,
        "decision": decision,
        "said": GROUPS[found.outcome],
        "was": GROUPS[GROUP_OF[decision.outcome]],
        "ground": found.law or found.rule,
    }
    return render(request, "moderation/review_result.html", context | _following(member, found))


def _following(member: Member, found: DoubleReview) -> dict[str, Any]:
    return {"following": queries.next_waiting(member, but=found.pk)}
