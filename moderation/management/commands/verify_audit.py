"""Reads the whole audit log and says whether anybody touched it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.audit import chain
from moderation.audit.models import AuditEntry


class Command(BaseCommand):
    help = (
        "Checks the hash chain of the audit log and prints its end. "
        "Note that elsewhere and give it to --expect next time: it proves that nothing was cut off."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="SEQUENCE:HASH", help="an end of the log that was noted earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(chain.faults(AuditEntry.objects.order_by("sequence").iterator(chunk_size=2000)))
        if options["expect"]:
            sequence, _, noted = options["expect"].partition(":")
            if not sequence.isdigit() or not AuditEntry.objects.filter(sequence=int(sequence), hash=noted).exists():
                found.append(f"Entry {options['expect']} was noted earlier and is not in the log.")
        if found:
            raise CommandError("\n".join(found))
        last = AuditEntry.objects.order_by("-sequence").first()
        self.stdout.write(f"{last.sequence}:{last.hash}" if last else "The log is empty.")
