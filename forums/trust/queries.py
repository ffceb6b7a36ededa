"""What the two pages about trust show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Member

from . import figures
from .actions import barred
from .criteria import EARNED, GRACE, KEPT_AT, LEVELS, SANCTION_FREE, Bar, Criterion, Level, progress
from .models import Standing, TrustChange

CHANGES = 10


@dataclass
class PublishedLevel:
    """A level with its numbers as they are in this forum today."""

    level: Level
    criteria: list[tuple[Criterion, int]]


@dataclass
class Progress:
    level: Level
    next: Level | None
    bars: list[Bar]
    is_keeping: bool  # the bars say what keeps the level, not what leads to the next
    safe_until: datetime | None
    is_barred: bool
    standing: Standing | None
    changes: list[TrustChange]

    @property
    def missing(self) -> list[Bar]:
        return [bar for bar in self.bars if not bar.is_met]


def published() -> list[PublishedLevel]:
    forum = figures.of_forum()
    return [PublishedLevel(level, [(c, c.needed(forum)) for c in level.criteria]) for level in LEVELS]


def own_progress(member: Member) -> Progress:
    """How far the member is, from fresh figures; about ten queries."""
    now = timezone.now()
    forum = figures.of_forum()
    standing = Standing.objects.filter(pk=member.pk).first()
    is_keeping = member.trust == max(EARNED)
    aim = member.trust if is_keeping else member.trust + 1
    bars: list[Bar] = []
    if aim in EARNED:
        bars = progress(aim, figures.of_members([member.pk], now)[member.pk], forum)
        if is_keeping:
            bars = [Bar(bar.label, bar.has, int(bar.needs * KEPT_AT)) for bar in bars]
    since = standing.since if standing else None
    return Progress(
        level=LEVELS[member.trust],
        next=LEVELS[aim] if aim in EARNED and not is_keeping else None,
        bars=bars,
        is_keeping=is_keeping,
        safe_until=since + GRACE if is_keeping and since and since + GRACE > now else None,
        is_barred=aim == max(EARNED) and member.pk in barred([member.pk], now - SANCTION_FREE),
        standing=standing,
        changes=list(TrustChange.objects.filter(member=member)[:CHANGES]),
    )
