"""Whom a sanction keeps from the highest trust that can be earned (settings.TRUST_GATES)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from .models import Kind, Sanction


def sanctioned_since(member_ids: Collection[int], since: datetime) -> set[int]:
    """Those who were locked out, made read only, or held for approval after `since`, or are now; one query.

    What was lifted as an act of grace still happened; what was undone, because the decision was reversed, did not.
    """
    kinds = (Kind.HOLD, Kind.READ_ONLY, Kind.SUSPEND, Kind.BAN)
    ended = Q(lifted_at__isnull=True) | Q(lifted_at__gt=since)
    rows = Sanction.objects.filter(ended, member__in=list(member_ids), kind__in=kinds, undone_at=None)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=since))
    # Nobody learns of a sanction from their trust before they are told of it.
    return set(rows.filter(decision__tell_at__lte=timezone.now()).values_list("member_id", flat=True))
