"""How far a long command is: a bar for a person at a terminal, a line every tenth for a log."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WIDTH = 30


class Progress:
    def __init__(self, total: int, what: str, stream: TextIO | None = None) -> None:
        self.total, self.what, self.stream = max(total, 1), what, stream or sys.stderr
        self.done, self.tenth, self.started = 0, 0, time.monotonic()

    def add(self, steps: int) -> None:
        self.done += steps
        share = min(self.done / self.total, 1)
        pace = self.done / max(time.monotonic() - self.started, 0.001)
        text = f"{self.done:,} of {self.total:,} {self.what}, {pace:,.0f} a second"
        if self.stream.isatty():
            bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "·")
            self.stream.write(f"\r{bar} {share:4.0%}  {text}  " + "\n" * (share == 1))
        elif int(share * 10) > self.tenth:
            self.tenth = int(share * 10)
            self.stream.write(f"{self.tenth * 10} %: {text}\n")
        self.stream.flush()
