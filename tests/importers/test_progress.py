from __future__ import annotations

import io

from community.importers.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_log_gets_a_line_every_tenth() -> None:
    log = io.StringIO()
    progress = Progress(1000, "posts", log)

    for _ in range(200):
        progress.add(5)

    lines = log.getvalue().splitlines()
    assert [line.split(" %")[0] for line in lines] == [str(tenth * 10) for tenth in range(1, 11)]
    assert lines[-1].startswith("100 %: 1,000 of 1,000 posts, ")


def test_terminal_gets_one_bar_that_grows() -> None:
    terminal = Terminal()
    progress = Progress(4, "posts", terminal)

    progress.add(2)
    half = terminal.getvalue()
    progress.add(2)

    assert half.count("█") == 15
    assert "50%" in half
    assert terminal.getvalue().count("\n") == 1


def test_empty_archive_divides_by_nothing() -> None:
    Progress(0, "posts", io.StringIO()).add(0)
