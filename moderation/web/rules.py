"""The house rules, for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from moderation.decisions import queries


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    context = {"rules": [(rule, *rule.in_language()[:2]) for rule in queries.rules()]}
    return render(request, "moderation/rules.html", context)
