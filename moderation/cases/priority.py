"""How urgent a case is, 0 to 100: a product of factors that can all be shown. Pure: the database stays outside.

    severity x reporters x trusted flagger x reach x age

Severity sets the scale, so that no crowd lifts a slight matter above a fresh grave one. Age alone goes on growing when a case
is overdue: sooner or later everything is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log10, sqrt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

# Severity 1 (low) to 4 (grave): where the product starts, and how soon somebody should have looked.
BASE = {1: 8, 2: 20, 3: 42, 4: 75}
DUE = {1: timedelta(hours=72), 2: timedelta(hours=24), 3: timedelta(hours=4), 4: timedelta(hours=1)}
MOST = 100

# A reporter counts as anybody does until so many of their reports were decided.
NEUTRAL_UNTIL = 5
Z = 1.96  # 95 %
LEAST_VOICE = 0.5  # also of somebody who was never right: they may be right today
# Each further voice adds this share of itself, and the one after it half of that: three are more than one, ten hardly more
# than three.
SECOND_VOICE, FADES = 0.2, 0.5
# People who report the same things again and again are closer to one voice than to many.
FRIENDS_FROM, FRIENDS = 3, 0.5

FLAGGER = 1.5
REACH_MOST, REACH_A_POWER, A_REPLY_IN_VIEWS = 0.4, 0.1, 10
# A burst of an hour is no day: what was seen in less than this counts as if it had taken as long (seconds).
LEAST_WINDOW = 3 * 3600
AGE_UNTIL_DUE, AGE_OVERDUE, AGE_MOST = 0.2, 0.4, 2.8


@dataclass(frozen=True)
class Voice:
    """What is known of somebody who reported: how many of their reports were upheld, of how many that were decided."""

    upheld: int = 0
    decided: int = 0
    together: int = 0  # other cases they reported together with somebody who reported this one


@dataclass(frozen=True)
class Facts:
    """All that a case's priority rests on."""

    severity: int
    opened_at: datetime
    due_at: datetime
    voices: Sequence[Voice] = ()
    flagger: bool = False
    views: int = 0  # of its thread, a day
    replies: int = 0  # in its thread, in the last 24 hours


@dataclass(frozen=True)
class Term:
    label: _StrOrPromise
    factor: float | None  # what the product so far is multiplied with; None for the first and the last
    points: int  # what that adds or takes; the points of all terms add up to the score


def due_at(*, severity: int, opened_at: datetime) -> datetime:
    return opened_at + DUE[severity]


def wilson(upheld: int, decided: int) -> float:
    """The share that is upheld, as far as so few can prove it: the lower end of its 95 % interval."""
    if decided <= 0:
        return 0.0
    share, square = upheld / decided, Z * Z
    spread = Z * sqrt(share * (1 - share) / decided + square / (4 * decided * decided))
    return max(0.0, (share + square / (2 * decided) - spread) / (1 + square / decided))


def voice(one: Voice) -> float:
    """Half for who was never right, one and a half at most for who always was, one for whom nobody knows yet."""
    if one.decided < NEUTRAL_UNTIL:
        return 1.0
    return LEAST_VOICE + wilson(one.upheld, one.decided)


def together(voices: Sequence[Voice]) -> float:
    """Several voices as one factor; without anybody's (a held post, an appeal) it changes nothing."""
    strongest = sorted(voices, key=voice, reverse=True)
    if not strongest:
        return 1.0
    total, share = voice(strongest[0]), SECOND_VOICE
    for one in strongest[1:]:
        total += voice(one) * share * (FRIENDS if one.together >= FRIENDS_FROM else 1)
        share *= FADES
    return total


def reach(views: int, replies: int) -> float:
    """How many may see it: 1 where hardly anybody comes by, 1.4 at most."""
    return 1 + min(REACH_MOST, REACH_A_POWER * log10(1 + max(0, views) + A_REPLY_IN_VIEWS * max(0, replies)))


def age(waited: float) -> float:
    """`waited`: how often the time until it is due has passed."""
    waited = max(0.0, waited)
    return min(AGE_MOST, 1 + AGE_UNTIL_DUE * min(1.0, waited) + AGE_OVERDUE * max(0.0, waited - 1))


def views_a_day(*, views: int, began: datetime, marks: Sequence[Sequence[float]], now: datetime) -> int:
    """From what a counter showed at earlier moments (seconds, views); before there are any, the average of the thread's life."""
    for moment, seen in marks:
        passed = now.timestamp() - moment
        if passed >= 3600:
            return max(0, round((views - seen) * 86_400 / max(passed, LEAST_WINDOW)))
    return round(views / max(1.0, (now - began) / timedelta(days=1)))


def facts_of(case: Any) -> Facts:
    """From the columns of a case. Where nobody has weighed it yet, its reports count as anybody's."""
    weights: Mapping[str, Any] = case.weights or {}
    known = weights.get("reporters")
    voices = [Voice(*one[:3]) for one in known] if known is not None else [Voice()] * case.report_count
    return Facts(
        severity=case.severity,
        opened_at=case.opened_at,
        due_at=case.due_at,
        voices=voices,
        flagger=bool(weights.get("flagger")),
        views=int(weights.get("views", 0)),
        replies=int(weights.get("replies", 0)),
    )


def explain(facts: Facts, *, now: datetime) -> list[Term]:
    """Every term of the product, also those that change nothing. Their points add up to the score."""
    waited = (now - facts.opened_at) / max(facts.due_at - facts.opened_at, timedelta(seconds=1))
    factors: list[tuple[_StrOrPromise, float]] = [
        (_reporters(facts.voices), together(facts.voices)),
        (gettext_lazy("A trusted flagger"), FLAGGER if facts.flagger else 1.0),
        (
            _("Reach: %(views)d views a day, %(replies)d replies in 24 hours") % {"views": facts.views, "replies": facts.replies},
            reach(facts.views, facts.replies),
        ),
        (
            _("Waiting: %(percent)d %% of the time until it is due") % {"percent": min(9999, max(0, round(waited * 100)))},
            age(waited),
        ),
    ]
    product: float = BASE[facts.severity]
    terms = [Term(gettext_lazy("Severity"), None, round(product))]
    for label, factor in factors:
        before, product = product, product * factor
        terms.append(Term(label, factor, round(product) - round(before)))
    if round(product) > MOST:
        terms.append(Term(_("No more than %(most)d") % {"most": MOST}, None, MOST - round(product)))
    return terms


def score(facts: Facts, *, now: datetime) -> int:
    waited = (now - facts.opened_at) / max(facts.due_at - facts.opened_at, timedelta(seconds=1))
    product = BASE[facts.severity] * together(facts.voices) * (FLAGGER if facts.flagger else 1.0)
    return min(MOST, round(product * reach(facts.views, facts.replies) * age(waited)))


def _reporters(voices: Sequence[Voice]) -> str:
    decided, upheld = sum(one.decided for one in voices), sum(one.upheld for one in voices)
    who = ngettext("%(n)d reporter", "%(n)d reporters", len(voices)) % {"n": len(voices)}
    if not voices:
        return _("Nobody reported it")
    if not decided:
        return _("%(who)s, nothing of theirs was decided yet") % {"who": who}
    return _("%(who)s, right %(upheld)d times of %(decided)d") % {"who": who, "upheld": upheld, "decided": decided}
