"""So many times in so many seconds."""

from __future__ import annotations

import pytest

from community.core import ratelimit
from community.core.decisions import Refused


@pytest.fixture
def clock(monkeypatch):
    moment = [1_000_000_000.0]
    monkeypatch.setattr(ratelimit.time, "time", lambda: moment[0])
    return moment


def test_the_limit_counts_each_key_for_itself(clock):
    assert [bool(ratelimit.hit("report.1", limit=2, seconds=60)) for _n in range(3)] == [True, True, False]
    assert ratelimit.hit("report.2", limit=2, seconds=60)


def test_a_new_window_begins_at_nought(clock):
    ratelimit.hit("report.1", limit=1, seconds=60)
    assert not ratelimit.hit("report.1", limit=1, seconds=60)

    clock[0] += 60

    assert ratelimit.hit("report.1", limit=1, seconds=60)


@pytest.mark.parametrize(
    ("seconds", "words"), [(60, "20 seconds"), (3600, "13 minutes"), (86400, "22 hours"), (1_000_000_001, "1 second")]
)
def test_the_refusal_says_how_long_to_wait(clock, seconds, words):
    ratelimit.hit("report.1", limit=0, seconds=seconds)
    decision = ratelimit.hit("report.1", limit=0, seconds=seconds)

    assert words in str(decision.reason)
    with pytest.raises(Refused):
        decision.enforce()
