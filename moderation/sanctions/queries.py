"""Where a member stands: for the desk with everything, for the member's own page with what they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from community.core.paging import KeyPage, after_key
from forums.posts.models import Post
from moderation.access import moderated_forums, moderates_everything
from moderation.appeals.models import Redress
from moderation.cases.models import Case
from moderation.decisions.models import RESTRICTING, Decision
from moderation.proposals.models import Proposal
from moderation.statements.models import Statement

from .ladder import Step, steps
from .models import Sanction, SanctionQuerySet
from .standing import active_points, told_hearings

MOST = 50
DECISIONS_A_PAGE = 20
# After these the author does not see it any more either.
_GONE = ("remove", "reject", "clean")
LOOK_BACK = timedelta(days=90)
_LOADED = ("decision__case", "decision__rule", "decision__law", "forum", "thread", "by", "second_by", "lifted_by")


@dataclass(frozen=True)
class Standing:
    """A member's sanctions, newest first, each in the first list it fits."""

    points: int
    points_until: datetime | None  # when the last of them stops counting
    waiting: list[Sanction] = field(default_factory=list)  # to be confirmed by the member
    active: list[Sanction] = field(default_factory=list)  # they limit the member now
    counting: list[Sanction] = field(default_factory=list)  # only their points still count
    over: list[Sanction] = field(default_factory=list)  # run out or lifted

    @property
    def standing(self) -> list[Sanction]:
        return [*self.waiting, *self.active, *self.counting]


def standing_of(member: Member) -> Standing:
    """Everything that stands, and what ended; without what was undone. Two queries."""
    return _sorted(Sanction.objects.filter(member=member, undone_at=None), active_points(member))


def _sorted(rows: SanctionQuerySet, points: int | None = None) -> Standing:
    found = Standing(0, None)
    ends: list[datetime] = []
    sum_of_points = 0
    # What waits for the member comes first, however many there are: it keeps them from writing.
    order = (F("acknowledged_at").asc(nulls_first=True), "-pk")
    for sanction in sorted(rows.select_related(*_LOADED).order_by(*order)[:MOST], key=lambda s: -s.pk):
        if sanction.counts and sanction.points_until is not None:
            ends.append(sanction.points_until)
            sum_of_points += sanction.points
        if sanction.is_over:
            found.over.append(sanction)
        elif sanction.awaits_member:
            found.waiting.append(sanction)
        elif sanction.is_limit:
            found.active.append(sanction)
        else:
            found.counting.append(sanction)
    total = sum_of_points if points is None else points
    return Standing(total, max(ends, default=None), found.waiting, found.active, found.counting, found.over)


def visible_to(viewer: Member) -> SanctionQuerySet:
    """The sanctions a moderator finds: of the cases they see, and of the forums they moderate."""
    rows = Sanction.objects.filter(undone_at=None).select_related(*_LOADED, "member")
    if moderates_everything(viewer):
        return rows
    mine = moderated_forums(viewer)
    return rows.filter(decision__case__forum__in=mine) | rows.filter(forum__in=mine) | rows.filter(thread__forum__in=mine)


@dataclass(frozen=True)
class Line:
    """A sanction or a decision on the member's own page, with the way to its reasons and to an objection."""

    decision: Decision
    sanction: Sanction | None = None
    statement_id: int | None = None
    way: Redress | None = None

    @property
    def is_there(self) -> bool:
        """Whether the member still finds what it is about."""
        return self.decision.outcome not in _GONE and bool(self.decision.case.snapshot.get("url"))


@dataclass(frozen=True)
class OwnStanding:
    standing: Standing
    waiting: list[Line]
    active: list[Line]
    counting: list[Line]
    over: list[Line]
    hearings: list[Proposal]
    held: list[tuple[Post, str]]  # with what the writer was told
    decisions: list[Line]
    next: str
    ladder: list[Step]

    @property
    def is_clear(self) -> bool:
        return not (self.waiting or self.active or self.counting or self.over or self.hearings or self.held or self.decisions)


def own_standing(member: Member, *, cursor: str = "") -> OwnStanding:
    """The member's own page; what nobody was told of yet is not on it. Eight queries. Raises BadCursor."""
    standing = _sorted(Sanction.objects.filter(member=member, undone_at=None).told())
    # What ended long ago is forgotten here; the desk keeps it.
    since = timezone.now() - LOOK_BACK
    over = [sanction for sanction in standing.over if (sanction.lifted_at or sanction.ends_at or sanction.starts_at) > since]
    page = decisions_against(member, cursor=cursor)
    sanctions = [*standing.standing, *over]
    decided = {sanction.decision_id for sanction in sanctions} | {decision.pk for decision in page.rows}
    statements = dict(Statement.objects.filter(decision__in=decided, member=member).values_list("decision", "pk"))
    ways = {way.decision_id: way for way in _ways(member, decided)}

    def lines(found: Iterable[Sanction]) -> list[Line]:
        return [Line(s.decision, s, statements.get(s.decision_id), ways.get(s.decision_id)) for s in found]

    return OwnStanding(
        standing,
        lines(standing.waiting),
        lines(standing.active),
        lines(standing.counting),
        lines(over),
        list(told_hearings(member)[:MOST]),
        held_posts(member),
        [Line(decision, None, statements.get(decision.pk), ways.get(decision.pk)) for decision in page.rows],
        page.next,
        steps(),
    )


def _ways(member: Member, decided: set[int]) -> Iterable[Redress]:
    return Redress.objects.filter(member=member, role=Redress.Role.AFFECTED, decision__in=decided).select_related("appeal")


def decisions_against(member: Member, *, cursor: str = "") -> KeyPage[Decision]:
    """What was decided against the member in the last 90 days and stands, newest first."""
    now = timezone.now()
    rows = Decision.objects.filter(
        case__subject=member, outcome__in=(*RESTRICTING, "remind"), undone_at=None, tell_at__lte=now, made_at__gt=now - LOOK_BACK
    )
    return after_key(rows.select_related("case", "rule", "law"), order=["pk"], cursor=cursor, size=DECISIONS_A_PAGE)


def held_posts(member: Member) -> list[tuple[Post, str]]:
    """The member's posts that wait for a moderator, with what they were told of why. Two queries."""
    posts = list(Post.objects.filter(author=member, state=Post.State.HELD).select_related("thread__forum").order_by("-pk")[:MOST])
    cases = Case.objects.open().filter(target_type="post", target_id__in=[post.pk for post in posts])
    told = dict(cases.values_list("target_id", "evidence"))
    return [(post, str(told.get(post.pk, {}).get("told", ""))) for post in posts]
