"""Cleaning up an account: what would go, the ground, and one button."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member
from community.core.decisions import Refused
from moderation.cleanup import actions, policies, queries
from moderation.decisions import queries as decided
from moderation.decisions.models import LegalGround, Rule
from moderation.proposals.models import Proposal

from .guard import desk
from .members import of


@require_http_methods(["GET", "POST"])
@desk
def clean(request: HttpRequest, username: str) -> HttpResponse:
    by, found = request.user, of(username)
    assert isinstance(by, Member)
    errors: dict[str, Any] = {}
    status = 200
    allowed = policies.can_clean(by, found)
    if request.method == "POST":
        rule, law = _ground(request.POST.get("ground", ""))
        try:
            done = actions.clean(
                by=by,
                member=found,
                rule=rule,
                law=law,
                message=request.POST.get("message", ""),
                is_manifest="is_manifest" in request.POST,
            )
        except ValidationError as error:
            errors, status = error.message_dict, 422
        except Refused as refused:
            errors, status = {"refused": [str(refused)]}, 403
        else:
            return _answer(request, found, done)
    elif not allowed:
        status = 403
    preview = queries.preview(found)
    if allowed:
        allowed = policies.can_clean_so_much(preview.posts)
    usual = queries.usual_rule()
    context = {
        "member": found,
        "allowed": allowed,
        "preview": preview,
        "alone": policies.ALONE,
        "needs_second": preview.posts > policies.ALONE,
        "rules": [(f"rule:{rule.pk}", str(rule)) for rule in decided.rules()],
        "laws": [(f"law:{law.pk}", str(law)) for law in decided.laws()],
        "chosen": request.POST.get("ground", f"rule:{usual.pk}" if usual else ""),
        "message": request.POST.get("message", ""),
        "is_manifest": request.method != "POST" or "is_manifest" in request.POST,
        "errors": errors,
    }
    return render(request, "moderation/cleanup.html", context, status=status)


def _answer(request: HttpRequest, found: Member, done: Any) -> HttpResponse:
    if isinstance(done, Proposal):
        messages.success(request, _("Proposed. A second person has a day to agree; until then nothing is removed."))
        assert done.case is not None
        return redirect(done.case)
    messages.success(request, _("Cleaned up. It can be undone for 30 days from this case."))
    return redirect(done.case)


def _ground(chosen: str) -> tuple[Rule | None, LegalGround | None]:
    kind, _colon, key = chosen.partition(":")
    if not (key.isascii() and key.isdigit() and len(key) < 16):
        return None, None
    rule = Rule.objects.filter(pk=int(key), is_active=True).first() if kind == "rule" else None
    law = LegalGround.objects.filter(pk=int(key), is_active=True).first() if kind == "law" else None
    return rule, law
