"""manage.py reindex: make the search index anew from the posts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from forums.search.index import reindex


class Command(BaseCommand):
    help = "Makes the search index anew from the posts. The site stays usable meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        is_watched = self.stderr.isatty()

        def progress(done: int, total: int) -> None:
            if is_watched:
                self.stderr.write(f"\r{done * 100 // total:3d} %", ending="")
                self.stderr.flush()

        count = reindex(progress)
        if is_watched:
            self.stderr.write("")
        self.stdout.write(f"{count} posts indexed.")
