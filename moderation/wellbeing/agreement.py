"""Whether two people who judge the same thing agree, beyond what chance would give. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# What a reviewer can answer, and which outcomes mean the same: the manner of taking down is not what fairness turns on.
STAY, REMIND, DOWN = "stay", "remind", "down"
GROUPS = {
    STAY: _("It may stay"),
    REMIND: _("It may stay, with a reminder"),
    DOWN: _("It has to be taken down or changed"),
}
GROUP_OF = {
    "keep": STAY,
    "release": STAY,
    "remind": REMIND,
    "revise": DOWN,
    "hide": DOWN,
    "remove": DOWN,
    "reject": DOWN,
}


@dataclass(frozen=True)
class Agreement:
    n: int
    agreed: int
    kappa: float | None  # None where it is not defined: nothing was reviewed, or everybody always said the same

    @property
    def percent(self) -> int | None:
        return round(self.agreed * 100 / self.n) if self.n else None


def agreement(pairs: Mapping[tuple[str, str], int]) -> Agreement:
    """From how often the first said this and the second that: {(first, second): times}. Cohen's kappa."""
    n = sum(pairs.values())
    agreed = sum(times for (first, second), times in pairs.items() if first == second)
    if not n:
        return Agreement(0, 0, None)
    firsts = {group: sum(times for (first, _s), times in pairs.items() if first == group) for group in GROUPS}
    seconds = {group: sum(times for (_f, second), times in pairs.items() if second == group) for group in GROUPS}
    by_chance = sum(firsts[group] * seconds[group] for group in GROUPS) / (n * n)
    if by_chance == 1:
        return Agreement(n, agreed, None)
    return Agreement(n, agreed, (agreed / n - by_chance) / (1 - by_chance))
