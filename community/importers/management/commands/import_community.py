from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.importers import demo, report
from community.importers.base import Import
from community.importers.discourse import DiscourseArchive, NotAnArchive


class Command(BaseCommand):
    help = (
        "Brings another forum's archive in, or the demo community. May be stopped and started again; "
        "what is here already is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["discourse", "demo"])
        parser.add_argument("path", nargs="?", type=Path, help="the archive: its folder or a file in it (not for the demo)")
        parser.add_argument("--json", action="store_true", help="print what is in the database afterwards as JSON")
        parser.add_argument("--names", type=Path, help='a JSON file with names for forums: {"10": "Support"}')
        parser.add_argument("--forum-prefix", default="", help="put this before the names of new forums")
        parser.add_argument("--source", default="", help="the archive's name in our books, when the folder was renamed")

    def handle(self, *args: Any, kind: str, path: Path | None, **options: Any) -> None:
        started = time.monotonic()
        if kind == "demo":
            changed, source = demo.load(), demo.SOURCE
            said = "The demo community is ready." if changed else "The demo community is here already; nothing was changed."
        else:
            changed, source, said = self._discourse(path, options)
        seconds = time.monotonic() - started
        self.stderr.write(f"{said} ({seconds:.1f} s)")
        if options["json"]:
            self.stdout.write(json.dumps(report.counts(source)))
        elif changed or kind != "demo":
            found = report.counts(source)
            size = "{threads:,} threads, {posts:,} posts by {authors:,} people, {first} to {last}"
            self.stdout.write(size.format(**found))

    def _discourse(self, path: Path | None, options: dict[str, Any]) -> tuple[bool, str, str]:
        if path is None or not path.exists():
            raise CommandError(f"There is no archive at {path}." if path else "Please say where the archive is.")
        names = json.loads(options["names"].read_text("utf-8")) if options["names"] else {}
        try:
            archive = DiscourseArchive(path, names=names, source=options["source"])
        except NotAnArchive as error:
            raise CommandError(str(error)) from error
        outcome = Import(archive, forum_prefix=options["forum_prefix"], stream=sys.stderr).run()
        if copies := report.copies(archive.source):
            self.stderr.write(f"{copies} of the archive's posts are other copies of a post; they are its history here.")
        for leak in outcome.leaks:
            self.stderr.write(f"Shown differently from the original: {leak}")
        if not outcome.changed:
            return False, archive.source, "Everything was here already; nothing was changed."
        return (
            True,
            archive.source,
            f"Added {outcome.threads:,} threads, {outcome.posts:,} posts and {outcome.members:,} members.",
        )
