"""Objecting to a decision, from the link in the statement; without a log-in, for the account may be suspended."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from moderation.appeals.models import Redress


@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, token: str) -> HttpResponse:
    way = get_object_or_404(Redress.objects.select_related("decision__case", "member"), token=token)
    return render(request, "moderation/appeal.html", {"way": way})
