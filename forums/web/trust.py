"""What trust is made of, for everybody to read; and one's own progress, for nobody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forums.trust import queries

from .guard import member_of, members_only


@require_safe
def criteria(request: HttpRequest) -> HttpResponse:
    return render(request, "forums/trust.html", {"levels": queries.published()})


@require_safe
@members_only
def own(request: HttpRequest) -> HttpResponse:
    return render(request, "forums/own_trust.html", {"own": queries.own_progress(member_of(request)), "tab": "trust"})
