"""A member as moderators see them. Rows are those of the viewer's forums; numbers count every forum: a person is one person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db.models import Count, Q

from accounts.models import Member, PastName, fold
from forums.posts.models import Post
from moderation import misuse, same_person
from moderation.access import moderates_everything
from moderation.cases.models import Case
from moderation.cleanup import policies as cleaning
from moderation.decisions.models import Decision
from moderation.notes import policies as noting
from moderation.notes.models import MemberNote
from moderation.reports.models import Report
from moderation.sanctions import policies as sanctioning
from moderation.sanctions import queries as sanctions
from moderation.sanctions.models import Sanction
from moderation.sanctions.standing import active_points

from . import policies

if TYPE_CHECKING:
    from community.core.decisions import Decision as Answer

MOST = 20


@dataclass(frozen=True)
class Strike:
    sanction: Sanction
    can_lift: Answer


@dataclass(frozen=True)
class Note:
    note: MemberNote
    can_remove: bool


@dataclass(frozen=True)
class Dossier:
    points: int
    strikes: list[Strike]  # in force, counting, or still to be read by the member
    over: list[Strike]
    cases: list[Case]
    decisions: list[Decision]
    reports_about: list[Report]
    reports_made: list[Report]
    posts: list[Post]
    against: dict[str, int]
    made: dict[str, int]
    notes: list[Note]
    past_names: list[PastName]
    misuse: misuse.Card
    hints: list[same_person.Hint] = field(default_factory=list)
    knows_hints: bool = False
    can_note: Answer | None = None
    can_clean: Answer | None = None
    can_open_case: Answer | None = None


def dossier(viewer: Member, member: Member) -> Dossier:
    """Everything on the page, in the same number of queries however much there is."""
    numbers = {
        "decided": Count("pk", filter=Q(state__in=[Report.State.UPHELD, Report.State.DECLINED])),
        "upheld": Count("pk", filter=Q(state=Report.State.UPHELD)),
        "all": Count("pk"),
    }
    mine = Case.objects.visible_to(viewer)
    strikes = [Strike(row, sanctioning.can_lift(viewer, row)) for row in _sanctions(viewer, member)]
    # The author does not learn who reported: neither of their own page nor through somebody else's.
    others = mine.exclude(subject=viewer)
    posts = list(Post.objects.visible_to(viewer).filter(author=member).select_related("thread").order_by("-pk")[:MOST])
    can_clean = cleaning.can_clean(viewer, member)
    if can_clean and not member.post_count and not any(post.state == Post.State.HELD for post in posts):
        can_clean = cleaning.can_clean_so_much(0)
    return Dossier(
        points=active_points(member),
        strikes=[strike for strike in strikes if not strike.sanction.is_over],
        over=[strike for strike in strikes if strike.sanction.is_over],
        cases=list(mine.filter(subject=member).select_related("forum", "reason").order_by("-pk")[:MOST]),
        decisions=list(
            Decision.objects.filter(case__subject=member, case__in=mine)
            .select_related("case__forum", "rule", "law", "by")
            .order_by("-pk")[:MOST]
        ),
        reports_about=list(
            Report.objects.filter(case__subject=member, case__in=others)
            .select_related("case__forum", "reason", "reporter")
            .order_by("-pk")[:MOST]
        ),
        reports_made=list(
            Report.objects.filter(reporter=member, case__in=others).select_related("case__forum", "reason").order_by("-pk")[:MOST]
        ),
        posts=posts,
        against=Report.objects.filter(case__subject=member).aggregate(**numbers),
        made=Report.objects.filter(reporter=member).aggregate(**numbers),
        notes=_notes(viewer, member),
        past_names=list(PastName.objects.filter(member=member)[:MOST]),
        misuse=misuse.card(member),
        hints=same_person.hints(viewer, member),
        knows_hints=moderates_everything(viewer),
        can_note=noting.can_note(viewer, member),
        can_clean=can_clean,
        can_open_case=policies.can_open_case(viewer, member),
    )


def _sanctions(viewer: Member, member: Member) -> list[Sanction]:
    return list(sanctions.visible_to(viewer).filter(member=member).distinct().order_by("-pk")[:MOST])


def _notes(viewer: Member, member: Member) -> list[Note]:
    if viewer.pk == member.pk:
        return []
    kept = MemberNote.objects.kept().filter(member=member).select_related("author")[:MOST]
    return [Note(note, bool(noting.can_remove(viewer, note))) for note in kept]


def search(viewer: Member, asked: str) -> list[Member]:
    """By the beginning of the name, of one they had before, or by the whole address for those who moderate everything.

    Without a wish, whom the latest cases are about.
    """
    if asked:
        wanted = Q(username_folded__startswith=fold(asked))
        if moderates_everything(viewer) and "@" in asked:
            wanted |= Q(pk__in=EmailAddress.objects.filter(email=asked.lower()).values("user"))
        found = list(Member.objects.filter(wanted).order_by("username_folded")[:MOST])
        known = {member.pk for member in found}
        before = PastName.objects.filter(name__istartswith=asked).exclude(member__in=known).select_related("member")
        return [*found, *{row.member_id: row.member for row in before[:MOST]}.values()][:MOST]
    recent = list(Case.objects.visible_to(viewer).exclude(subject=None).order_by("-pk").values_list("subject", flat=True)[:60])
    ids = list(dict.fromkeys(recent))[:MOST]
    return sorted(Member.objects.filter(pk__in=ids), key=lambda member: ids.index(member.pk))
