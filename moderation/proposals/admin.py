"""Proposals are looked at here; they are decided at the desk."""

from __future__ import annotations

from django.contrib import admin

from community.core.ledger import Ledger

from .models import Proposal


@admin.register(Proposal)
class ProposalAdmin(Ledger):
    list_display = ("id", "kind", "state", "member", "by", "made_at", "hearing_until", "decided_by")
    list_filter = ("kind", "state")
    list_select_related = ("member", "by", "decided_by")
    search_fields = ("=id", "member__username")
