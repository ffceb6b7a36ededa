"""The comparison with our strongest peer (community/parity.md) speaks of tests that exist, and of few things left out."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_LEFT_OUT = 10
# How many rows the tables 1.1 to 1.6 of the comparison have; one that is forgotten here is one that nobody looked at.
ROWS = 63


def rows() -> list[tuple[str, str, str, list[str]]]:
    """(feature, state, how, names of tests) of every row."""
    found = []
    for line in (ROOT / "community/parity.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and cells[0] != "feature":
            feature, state, how, tests = (*cells, "")[:4]
            found.append((feature, state, how, re.findall(r"`(test_\w+)`", tests)))
    return found


def every_test() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_what_is_said_to_be_there_is_shown_by_a_test_that_exists():
    known = every_test()

    assert [(feature, sorted(set(tests) - known)) for feature, _s, _h, tests in rows() if set(tests) - known] == []
    assert [feature for feature, state, _how, tests in rows() if state != "left out" and not tests] == []


def test_every_row_is_answered_and_few_are_left_out():
    states = Counter(state for _feature, state, _how, _tests in rows())

    assert set(states) == {"there", "better", "left out"}
    assert states.total() == ROWS
    assert states["left out"] <= MOST_LEFT_OUT
    assert all(how for _feature, _state, how, _tests in rows())
