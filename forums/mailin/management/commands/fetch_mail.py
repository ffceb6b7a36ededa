"""Look into the mailbox for answers by mail; the jobs do it each minute, this shows what happens."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forums.mailin import mailbox


class Command(BaseCommand):
    help = "Fetch unread mails from the mailbox at IMAP_HOST, at most a batch of them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.IMAP_HOST:
            raise CommandError("IMAP_HOST is not set.")
        try:
            done = mailbox.fetch()
        except mailbox.MailboxAway as error:
            raise CommandError(f"The mailbox at {settings.IMAP_HOST} cannot be read: {error}") from error
        self.stdout.write(f"{done.new} new, {done.known} known before.")
