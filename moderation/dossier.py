"""A member as moderators see them: their cases, reports in both directions, what was decided. Only from the viewer's forums."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.models import Member, fold
from forums.posts.models import Post
from moderation.cases.models import Case
from moderation.decisions.models import Decision
from moderation.reports.models import Report

MOST = 20


@dataclass(frozen=True)
class Dossier:
    cases: list[Case]
    decisions: list[Decision]
    reports_made: list[Report]
    posts: list[Post]
    against: dict[str, int]
    made: dict[str, int]


def dossier(viewer: Member, member: Member) -> Dossier:
    """Six queries. The numbers count every forum, for a person is one person; the rows are those the viewer moderates."""
    numbers = {
        "decided": Count("pk", filter=Q(state__in=[Report.State.UPHELD, Report.State.DECLINED])),
        "upheld": Count("pk", filter=Q(state=Report.State.UPHELD)),
        "all": Count("pk"),
    }
    mine = Case.objects.visible_to(viewer)
    return Dossier(
        cases=list(mine.filter(subject=member).select_related("forum", "reason").order_by("-pk")[:MOST]),
        decisions=list(
            Decision.objects.filter(case__subject=member, case__in=mine)
            .select_related("case__forum", "rule", "by")
            .order_by("-pk")[:MOST]
        ),
        reports_made=list(
            # What was reported about the viewer is left out: the author does not learn who reported.
            Report.objects.filter(reporter=member, case__in=mine.exclude(subject=viewer))
            .select_related("case__forum", "reason")
            .order_by("-pk")[:MOST]
        ),
        posts=list(Post.objects.visible_to(viewer).filter(author=member).select_related("thread").order_by("-pk")[:MOST]),
        against=Report.objects.filter(case__subject=member).aggregate(**numbers),
        made=Report.objects.filter(reporter=member).aggregate(**numbers),
    )


def search(viewer: Member, asked: str) -> list[Member]:
    """By the beginning of the name; without one, the authors of the latest cases."""
    if asked:
        return list(Member.objects.filter(username_folded__startswith=fold(asked)).order_by("username_folded")[:MOST])
    recent = list(Case.objects.visible_to(viewer).exclude(subject=None).order_by("-pk").values_list("subject", flat=True)[:60])
    ids = list(dict.fromkeys(recent))[:MOST]
    return sorted(Member.objects.filter(pk__in=ids), key=lambda member: ids.index(member.pk))
