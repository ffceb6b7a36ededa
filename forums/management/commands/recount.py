from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from forums.composing.recount import recount


class Command(BaseCommand):
    help = "Counts threads, posts and reactions anew, says what differs and repairs it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what differs; exit with 1 when anything does")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        found = 0
        for drift in recount(repair=not check):
            found += 1
            self.stdout.write(f"{drift.what}: {drift.field} is {drift.stored!r}, counted {drift.counted!r}")
        if not found:
            self.stdout.write("Every counter is right.")
        elif check:
            raise SystemExit(1)
        else:
            self.stdout.write(f"{found} counters repaired.")
