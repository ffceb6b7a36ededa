"""Counting ballots. Pure: positions and numbers in, a result out. The formula is written down in community/decisions/0022.

Shares of a poll with one or several choices are of the voters, not of the votes: where everybody may name three options,
the shares add up to more than 100 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What lies in the box: each different ballot (positions, best first) and how many members cast it.
Box = Mapping[tuple[int, ...], int]


@dataclass(frozen=True)
class Round:
    votes: dict[int, int]  # of each option still in the race
    spent: int  # ballots that name none of them any more
    out: tuple[int, ...] = ()  # who left after this round


@dataclass(frozen=True)
class Result:
    votes: tuple[int, ...]  # by option; of a ranked poll: first places
    voters: int
    winners: tuple[int, ...] = ()  # more than one: a tie
    rounds: tuple[Round, ...] = field(default=())  # of a ranked poll

    def percent(self, position: int) -> int:
        """The share of the voters, rounded half up."""
        return (200 * self.votes[position] + self.voters) // (2 * self.voters) if self.voters else 0


def count(box: Box, *, options: int, ranked: bool) -> Result:
    return _ranked(box, options) if ranked else _named(box, options)


def _named(box: Box, options: int) -> Result:
    votes = [0] * options
    for choices, ballots in box.items():
        for position in choices:
            votes[position] += ballots
    best = max(votes, default=0)
    return Result(tuple(votes), sum(box.values()), tuple(p for p in range(options) if best and votes[p] == best))


def _ranked(box: Box, options: int) -> Result:
    """Instant run-off: whoever has more than half of the ballots that still count wins; until then the last leaves."""
    voters = sum(box.values())
    first = _votes(box, range(options))
    running, rounds = set(range(options)), list[Round]()
    winners: tuple[int, ...] = ()
    while voters and not winners:
        votes = _votes(box, sorted(running))
        counting = sum(votes.values())
        leader = max(votes, key=lambda position: votes[position])
        out: tuple[int, ...] = ()
        if votes[leader] * 2 > counting:
            winners = (leader,)
        else:
            out = _last(votes, rounds)
            if len(out) == len(running):
                winners, out = out, ()
        rounds.append(Round(votes, voters - counting, out))
        running -= set(out)
    return Result(tuple(first[p] for p in range(options)), voters, winners, tuple(rounds))


def _votes(box: Box, running: Sequence[int]) -> dict[int, int]:
    votes = dict.fromkeys(running, 0)
    for choices, ballots in box.items():
        best = next((position for position in choices if position in votes), None)
        if best is not None:
            votes[best] += ballots
    return votes


def _last(votes: Mapping[int, int], rounds: Sequence[Round]) -> tuple[int, ...]:
    """Who leaves: the fewest votes; of equals, whoever had fewer in the latest earlier round in which they differ; else all.

    No option gains by where it stands in the list.
    """
    fewest = min(votes.values())
    last = [position for position, number in votes.items() if number == fewest]
    for earlier in reversed(rounds):
        if len(last) == 1:
            break
        lowest = min(earlier.votes[position] for position in last)
        last = [position for position in last if earlier.votes[position] == lowest]
    return tuple(last)
