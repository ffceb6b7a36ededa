"""Which batches a moderator may want to look at again."""

from __future__ import annotations

from django.db.models import Count, Q

from accounts.models import Member
from moderation.cases.models import Case
from moderation.decisions.models import Decision

from .models import Batch

LATEST = 20


def latest(by: Member) -> list[Batch]:
    """The latest batches with a case the viewer may see, each with `total` and `standing`. One query."""
    seen = Decision.objects.filter(case__in=Case.objects.visible_to(by), batch__isnull=False)
    counted = Batch.objects.filter(pk__in=seen.values("batch")).select_related("by", "second_by")
    total, standing = Count("decisions"), Count("decisions", filter=Q(decisions__undone_at=None))
    return list(counted.annotate(total=total, standing=standing).order_by("-pk")[:LATEST])
