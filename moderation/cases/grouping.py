"""Cases that belong together: of one author, in one thread, with the same words. A flood is one row, not a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from accounts.models import Member

from .filtering import Filter, rows
from .models import Case

MOST = 50
_BY = {"author": "subject", "thread": "thread_id", "text": "text_hash"}


@dataclass(frozen=True)
class Group:
    n: int
    priority: int  # of its most urgent case
    oldest: datetime
    latest: Case  # stands for all of them
    query: str  # the address part of its cases

    @property
    def label(self) -> str:
        return self.latest.label


def groups(viewer: Member, wanted: Filter) -> list[Group]:
    """The fifty most urgent groups of two or more in this view. Two queries."""
    column = _BY[wanted.group]
    found = (
        rows(viewer, wanted)
        .exclude(**({column: ""} if wanted.group == "text" else {f"{column}__isnull": True}))
        .order_by()
        .values(column)
        .annotate(n=Count("pk"), top=Max("priority"), oldest=Min("opened_at"), latest=Max("pk"))
        .filter(n__gt=1)
        .order_by("-top", "-n", "-latest")[:MOST]
    )
    found = list(found)
    samples = Case.objects.select_related("subject", "forum", "reason").in_bulk([row["latest"] for row in found])
    made = []
    for row in found:
        sample = samples.get(row["latest"])
        if sample is None:
            continue
        made.append(Group(row["n"], row["top"], row["oldest"], sample, _narrowed(wanted, sample)))
    return made


def _narrowed(wanted: Filter, sample: Case) -> str:
    if wanted.group == "author":
        return wanted.only(subject=sample.subject.username if sample.subject else "")
    if wanted.group == "thread":
        return wanted.only(thread=sample.thread_id)
    return wanted.only(text=sample.text_hash)
