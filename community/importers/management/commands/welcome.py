"""Prints the address and the demo log-ins once more."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from community.importers.welcome import text


class Command(BaseCommand):
    help = "Print where the forum is and how to log in to the demo community."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(text(settings.SITE_URL))
