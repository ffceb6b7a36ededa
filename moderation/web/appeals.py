"""Objecting to a decision, from the link in the statement; without a log-in, for the account may be suspended.

Whoever has the address may use it, so it is kept out of search engines, caches and the Referer of other pages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.decisions import Refused
from community.core.ratelimit import hit
from moderation.appeals import actions, policies, queries
from moderation.appeals.letters import outcome_for, reported_words
from moderation.appeals.models import Redress
from moderation.statements.wording import DISPUTE_BODIES

# Enough for somebody who looks for words; each way is used once anyway.
TRIES, TRIES_WITHIN = 20, 3600


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        # Not "no-referrer": browsers would then send "Origin: null" with the form, which is refused as forged.
        response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answer


@require_http_methods(["GET", "POST"])
@secret
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    way = get_object_or_404(queries.ways(), token=token)
    if request.method != "POST":
        return _page(request, way)
    text = request.POST.get("text", "")
    if not (allowed := hit(f"appeal.{way.pk}", limit=TRIES, seconds=TRIES_WITHIN)):
        return _page(request, way, text=text, errors=[str(allowed.reason)], status=429)
    try:
        if request.POST.get("act") == "withdraw":
            actions.withdraw(way=way)
            messages.success(request, _("Your objection is withdrawn."))
        else:
            actions.appeal(way=way, text=text, by=request.user if isinstance(request.user, Member) else None)
            messages.success(request, _("We have your objection. Somebody else looks at everything again and answers you."))
    except ValidationError as error:
        return _page(request, way, text=text, errors=error.messages, status=422)
    except Refused as refused:
        return _page(request, queries.ways().get(pk=way.pk), text=text, errors=[str(refused)], status=403)
    return HttpResponseRedirect(way.get_absolute_url())


def _page(
    request: HttpRequest, way: Redress, *, text: str = "", errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    decision = way.decision
    made = getattr(way, "appeal", None)
    context = {
        "way": way,
        "decision": decision,
        "title": decision.case.snapshot.get("title", ""),
        "is_affected": way.role == Redress.Role.AFFECTED,
        "opens_again": queries.opens_again(way),
        "statement": queries.statement_of(way),
        "said": outcome_for(way),
        "reported": reported_words(way),
        "appeal": made,
        "allowed": policies.can_appeal(way),
        "withdrawable": policies.can_withdraw(way),
        "text": text,
        "most": actions.TEXT_MAX,
        "errors": errors or [],
        "dispute_bodies": DISPUTE_BODIES,
        "answer_days": actions.ANSWER_WITHIN.days,
    }
    return render(request, "moderation/appeal.html", context, status=status)
