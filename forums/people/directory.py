"""The list of members: sorted four ways, page by page, or found by the beginning of a name, mistyped or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, fold
from accounts.policies import FOREVER
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings
from community.core.paging import after_key
from forums.access import Viewer

from .models import Figures

PAGE = 30
# How many names are compared when somebody mistyped one.
CANDIDATES = 2_000
SORTS = {
    "recent": _("Wrote lately"),
    "new": _("Newest"),
    "answers": _("Accepted answers"),
    "thanks": _("Thanks received"),
}
_KEYS = {"recent": "last_wrote_at", "answers": "answers", "thanks": "thanks_received"}


@dataclass
class Listing:
    rows: list[tuple[Member, Figures | None]] = field(default_factory=list)
    next: str = ""
    # Nothing begins so; these names are like it.
    is_guess: bool = False


def can_see_directory(viewer: Viewer) -> Decision:
    if viewer.is_authenticated or SiteSettings.current().directory_open:
        return ALLOWED
    return denied(_("The member directory is open to members only."))


def listed(viewer: Viewer) -> Q:
    """Who is in the directory, for `Member.objects.filter()`; guests find only those whom everybody may look up."""
    found = Q(is_active=True, is_imported=False, is_listed=True) & (Q(suspended_until=None) | Q(suspended_until__lt=FOREVER))
    if not viewer.is_authenticated:
        found &= Q(profile_audience=Member.Audience.EVERYONE, trust__gt=0)
    return found


def page(viewer: Viewer, sort: str, cursor: str) -> Listing:
    """One page; two queries whatever the size of the community. Raises BadCursor."""
    if sort == "new":
        newest = after_key(Member.objects.filter(listed(viewer)), order=("pk",), cursor=cursor, size=PAGE)
        return Listing(_with_figures(newest.rows), newest.next)
    key = _KEYS[sort]
    some = {f"{key}__isnull": False} if sort == "recent" else {f"{key}__gt": 0}
    figures = Figures.objects.filter(member__in=Member.objects.filter(listed(viewer)), **some).select_related("member")
    found = after_key(figures, order=(key, "pk"), cursor=cursor, size=PAGE)
    return Listing([(row.member, row) for row in found.rows], found.next)


def search(viewer: Viewer, typed: str) -> Listing:
    """Names that begin so, usernames first; if there are none, names that are like it. Three queries at most."""
    wanted = fold(typed.replace("\x00", "")).strip().lstrip("@")[:60]
    if not wanted:
        return Listing()
    people = Member.objects.filter(listed(viewer))
    begins = Q(username_folded__startswith=wanted) | Q(display_name__istartswith=wanted)
    found = list(people.filter(begins).order_by("username_folded")[:PAGE])
    if found or len(wanted) < 3:
        return Listing(_with_figures(found))
    return Listing(_with_figures(_alike(people, wanted)), is_guess=True)


def _alike(people: QuerySet[Member], wanted: str) -> list[Member]:
    # The first letter may be the wrong one, then the second is right: two short ranges instead of everybody.
    near = people.filter(Q(username_folded__startswith=wanted[0]) | Q(username_folded__startswith=wanted[1]))
    tolerated = 1 if len(wanted) < 6 else 2
    scored = [
        (distance, name, pk)
        for pk, name in near.order_by("username_folded").values_list("pk", "username_folded")[:CANDIDATES]
        # A name so much shorter lacks too many letters; comparing every letter with every other is dear.
        if len(name) >= len(wanted) - tolerated and (distance := prefix_distance(wanted, name, tolerated)) <= tolerated
    ]
    best = [pk for _distance, _name, pk in sorted(scored)[:PAGE]]
    members = people.in_bulk(best)
    return [members[pk] for pk in best if pk in members]


def prefix_distance(wanted: str, name: str, most: int) -> int:
    """How many letters differ, are missing, too many or swapped between `wanted` and some beginning of `name`."""
    name = name[: len(wanted) + most]
    before: list[int] = []
    row = list(range(len(name) + 1))
    for i, letter in enumerate(wanted, start=1):
        further = [i]
        for j, other in enumerate(name, start=1):
            cost = min(row[j] + 1, further[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == name[j - 2] and wanted[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            further.append(cost)
        before, row = row, further
    return min(row)


def _with_figures(members: Iterable[Member]) -> list[tuple[Member, Figures | None]]:
    found = list(members)
    figures = Figures.objects.in_bulk([member.pk for member in found])
    return [(member, figures.get(member.pk)) for member in found]
