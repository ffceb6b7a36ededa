"""Mail is a row before it is a message."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from .models import OutboxMail


class OutboxBackend(BaseEmailBackend):
    """Stores each message in the current transaction; the worker sends it (community.core.tasks)."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        count = 0
        for message in email_messages:
            for to in message.recipients():
                OutboxMail.objects.create(
                    to=to, subject=message.subject[:255], message=message.message().as_bytes(), text=str(message.body), due_at=timezone.now()
                )
                count += 1
        return count
