"""What each level asks for and what it gives, as data, and the judgement over figures. Asks no database: tests are tables.

The numbers start from Discourse's, without the time spent reading, which is not measured here. Level 1 also asks for the
first posts that a moderator reads (decision 0008): who only turns pages does not step around that look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil, floor
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

WINDOW = timedelta(days=100)
# Who reached level 3 keeps it for so long, and afterwards while this share of each number is there.
GRACE = timedelta(days=100)
KEPT_AT = 0.9
SANCTION_FREE = timedelta(days=183)
EARNED, BY_HAND = (1, 2, 3), 4


@dataclass(frozen=True)
class Figures:
    """What a member did. Those named `recent_` are of the last 100 days."""

    days: int = 0
    threads_opened: int = 0
    posts_read: int = 0
    posts_written: int = 0
    threads_answered: int = 0
    given: int = 0
    received: int = 0
    recent_days: int = 0
    recent_threads_opened: int = 0
    recent_posts_read: int = 0
    recent_threads_answered: int = 0
    recent_given: int = 0
    recent_received: int = 0
    recent_givers: int = 0
    recent_received_days: int = 0


@dataclass(frozen=True)
class Forum:
    """How much there was to read in the last 100 days, and how many first posts a moderator looks at."""

    new_threads: int = 0
    new_posts: int = 0
    first_posts: int = 1


@dataclass(frozen=True)
class Criterion:
    """One number that must be reached. `share` of what was new in the forum, at most `need`."""

    figure: str
    need: int
    label: _StrOrPromise
    share: float = 1.0
    of: str = ""

    def needed(self, forum: Forum) -> int:
        if self.figure == "posts_written":
            return max(self.need, forum.first_posts)
        return min(self.need, ceil(getattr(forum, self.of) * self.share)) if self.of else self.need


@dataclass(frozen=True)
class Level:
    """A level as the page of criteria shows it."""

    number: int
    name: _StrOrPromise
    gives: _StrOrPromise
    criteria: tuple[Criterion, ...] = ()


LEVELS = (
    Level(0, _("New"), _("Reads and writes, with limits on the first day; the first posts are read by a moderator.")),
    Level(
        1,
        _("Member"),
        _("No limits on links, images and mentions in a post, and no longer marked as new."),
        (
            Criterion("threads_opened", 5, _("threads opened")),
            Criterion("posts_read", 30, _("posts read")),
            Criterion("posts_written", 1, _("posts that everybody can read")),
        ),
    ),
    Level(
        2,
        _("Regular guest"),
        _("Posts can be edited for much longer."),
        (
            Criterion("threads_opened", 20, _("threads opened")),
            Criterion("posts_read", 100, _("posts read")),
            Criterion("days", 15, _("days here")),
            Criterion("threads_answered", 3, _("threads answered")),
            Criterion("received", 1, _("reactions received")),
            Criterion("given", 1, _("reactions given")),
        ),
    ),
    Level(
        3,
        _("Pillar"),
        _("Is asked first when this community tries something new."),
        (
            Criterion("recent_days", 50, _("days here in the last 100 days")),
            Criterion("recent_threads_answered", 10, _("threads answered in the last 100 days")),
            Criterion("recent_threads_opened", 250, _("new threads opened in the last 100 days"), 0.25, "new_threads"),
            Criterion("recent_posts_read", 2000, _("posts read in the last 100 days"), 0.25, "new_posts"),
            Criterion("threads_opened", 200, _("threads opened in all")),
            Criterion("posts_read", 500, _("posts read in all")),
            Criterion("recent_given", 30, _("reactions given in the last 100 days")),
            Criterion("recent_received", 20, _("reactions received in the last 100 days")),
            Criterion("recent_givers", 5, _("people they came from")),
            Criterion("recent_received_days", 7, _("days on which they came")),
        ),
    ),
    Level(4, _("Leader"), _("Given by the team to people it works with.")),
)


@dataclass(frozen=True)
class Bar:
    """One criterion and how far somebody is."""

    label: _StrOrPromise
    has: int
    needs: int

    @property
    def is_met(self) -> bool:
        return self.has >= self.needs

    @property
    def shown(self) -> int:
        """For a bar that is full at what is needed."""
        return min(self.has, self.needs)

    @property
    def missing(self) -> int:
        return max(0, self.needs - self.has)


def progress(level: int, figures: Figures, forum: Forum) -> list[Bar]:
    """How far the figures are towards a level that can be earned."""
    return [Bar(c.label, getattr(figures, c.figure), c.needed(forum)) for c in LEVELS[level].criteria]


def meets(level: int, figures: Figures, forum: Forum, *, share: float = 1.0) -> bool:
    return all(getattr(figures, c.figure) >= floor(c.needed(forum) * share) for c in LEVELS[level].criteria)


def judge(
    current: int, figures: Figures, forum: Forum, *, locked: bool = False, barred: bool = False, held_for: timedelta | None = None
) -> int:
    """The level the figures amount to, one step at a time upwards. `barred`: a sanction of the last six months.

    `held_for`: how long the current level has been held; None when nobody knows, which counts as long enough.
    """
    if locked or current >= BY_HAND:
        return current
    if current == 3:
        if held_for is not None and held_for < GRACE:
            return 3
        return 3 if not barred and meets(3, figures, forum, share=KEPT_AT) else 2
    above = current + 1
    if above == 3 and barred:
        return current
    return above if meets(above, figures, forum) else current
