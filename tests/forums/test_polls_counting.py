"""How ballots become a result: tables of boxes and what must come out. The formula is in community/decisions/0022."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from forums.polls.counting import count

NAMED = [
    # what lies in the box, options -> votes, winners, percents
    ({}, 3, (0, 0, 0), (), (0, 0, 0)),
    ({(0,): 1}, 2, (1, 0), (0,), (100, 0)),
    ({(0,): 2, (1,): 1}, 3, (2, 1, 0), (0,), (67, 33, 0)),
    ({(0,): 1, (2,): 1}, 3, (1, 0, 1), (0, 2), (50, 0, 50)),
    # Shares are of the voters: two voters named three options.
    ({(0, 1): 1, (1, 2): 1}, 3, (1, 2, 1), (1,), (50, 100, 50)),
    ({(0,): 1, (1,): 7}, 2, (1, 7), (1,), (13, 88)),
]


def test_named_options_are_counted_by_voter():
    for box, options, votes, winners, percents in NAMED:
        result = count(box, options=options, ranked=False)

        assert (result.votes, result.winners) == (votes, winners), box
        assert tuple(result.percent(p) for p in range(options)) == percents, box
        assert result.voters == sum(box.values()), box


# Tennessee's capital, the example of every textbook: Memphis leads, Knoxville wins.
TENNESSEE = {(0, 1, 2, 3): 42, (1, 2, 3, 0): 26, (2, 3, 1, 0): 15, (3, 2, 1, 0): 17}

RANKED = [
    # what lies in the box, options -> winners, who leaves after each round
    ({}, 3, (), []),
    ({(0,): 1}, 3, (0,), [()]),
    (TENNESSEE, 4, (3,), [(2,), (1,), ()]),
    # More than half at once.
    ({(0, 1): 3, (1, 0): 2}, 2, (0,), [()]),
    # Exactly half is not more than half: a tie stays a tie.
    ({(0,): 2, (1,): 2}, 2, (0, 1), [()]),
    # 1 and 2 are last with one each and were so before: both leave, and no place in the list helps.
    ({(0,): 2, (3,): 2, (1, 0): 1, (2, 0): 1}, 4, (0,), [(1, 2), ()]),
    # In round 2 options 1 and 2 are equal; 2 had fewer in round 1 and leaves.
    ({(0,): 4, (1,): 3, (2,): 2, (3, 2): 1}, 4, (0,), [(3,), (2,), ()]),
    # Ballots that name nobody still in the race count no more: 3 of 5 is the majority of what is left.
    ({(0,): 3, (1,): 2, (2,): 1}, 3, (0,), [(2,), ()]),
]


def test_preferences_are_run_off():
    for box, options, winners, leaving in RANKED:
        result = count(box, options=options, ranked=True)

        assert result.winners == winners, box
        assert [one.out for one in result.rounds] == leaving, box
        for one in result.rounds:
            assert sum(one.votes.values()) + one.spent == sum(box.values()), box


one_ballot = st.permutations(range(5)).flatmap(lambda order: st.integers(1, 5).map(lambda n: tuple(order[:n])))
ballots = st.lists(one_ballot, max_size=30)


@given(ballots)
def test_a_run_off_ends_counts_every_ballot_once_and_is_blind_to_the_order_of_the_options(cast):
    box: dict[tuple[int, ...], int] = {}
    for ballot in cast:
        box[ballot] = box.get(ballot, 0) + 1
    mirrored = {tuple(4 - p for p in ballot): n for ballot, n in box.items()}

    result, mirror = count(box, options=5, ranked=True), count(mirrored, options=5, ranked=True)

    assert bool(result.winners) == bool(cast)
    assert {4 - p for p in mirror.winners} == set(result.winners)
    assert all(sum(one.votes.values()) + one.spent == len(cast) for one in result.rounds)
    majority = [p for p in range(5) if result.votes[p] * 2 > len(cast)]
    assert not majority or result.winners == tuple(majority)
