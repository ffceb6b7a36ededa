"""Mail is a row before it is a message: written in the transaction that caused it, so that none is lost and none invented."""

from __future__ import annotations

import email
import email.message
import logging
import smtplib
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import signals
from .models import OutboxMail

logger = logging.getLogger(__name__)

# Waiting time before the second, third, ... try; after the last the mail is given up and shows in the admin.
PAUSES = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
TRIES = len(PAUSES) + 1
# A worker that claimed a mail and did not report back within this time is taken for dead.
LEASE = timedelta(minutes=10)


class OutboxBackend(BaseEmailBackend):
    """Stores each message in the current transaction and rings the worker after the commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        count = 0
        for message in email_messages:
            wire = message.message().as_bytes()
            for to in message.recipients():
                row = OutboxMail.objects.create(
                    to=to, subject=message.subject[:255], message=wire, text=str(message.body), due_at=timezone.now()
                )
                transaction.on_commit(partial(_ring, row.pk), robust=True)
                count += 1
        return count


def _ring(outbox_id: int) -> None:
    # The bell only saves time: a mail whose bell was lost goes out with the next sweep.
    from .tasks import deliver

    deliver(outbox_id)


class _Wire(email.message.Message):
    """A stored message as Django's backends want to be handed it."""

    def as_bytes(self, unixfrom: bool = False, policy: Any = None, linesep: str = "\n") -> bytes:
        return b"\n".join(super().as_bytes(unixfrom).splitlines()).replace(b"\n", linesep.encode()) + linesep.encode()


class _Stored(EmailMessage):
    """Sends exactly the bytes that were stored, so a second try carries the same Message-ID."""

    def __init__(self, row: OutboxMail) -> None:
        super().__init__(subject=row.subject, body=row.text, to=[row.to])
        self._raw = bytes(row.message)

    def message(self, **kwargs: Any) -> Any:
        return email.message_from_bytes(self._raw, _class=_Wire)


def claim(outbox_id: int) -> OutboxMail | None:
    """Take the mail for sending, or None when it is not due, sent, given up or in another worker's hands."""
    now = timezone.now()
    # `due_at` of a mail in hand is the end of the lease.
    taken = OutboxMail.objects.filter(pk=outbox_id, state=OutboxMail.State.WAITING, due_at__lte=now).update(
        state=OutboxMail.State.SENDING, tries=F("tries") + 1, due_at=now + LEASE
    )
    return OutboxMail.objects.get(pk=outbox_id) if taken else None


def deliver(outbox_id: int) -> bool:
    """Send one mail that is due. True if the server took it now."""
    row = claim(outbox_id)
    if row is None:
        return False
    try:
        get_connection(settings.OUTBOX_DELIVERY_BACKEND).send_messages([_Stored(row)])
    except Exception as error:
        _failed(row, error)
        return False
    OutboxMail.objects.filter(pk=row.pk).update(state=OutboxMail.State.SENT, sent_at=timezone.now(), error="")
    return True


def _failed(row: OutboxMail, error: Exception) -> None:
    hopeless = isinstance(error, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code, _text in error.recipients.values())
    given_up = hopeless or row.tries >= TRIES
    logger.warning("mail %s to the server failed (try %s): %s", row.pk, row.tries, error)
    OutboxMail.objects.filter(pk=row.pk, state=OutboxMail.State.SENDING).update(
        state=OutboxMail.State.FAILED if given_up else OutboxMail.State.WAITING,
        due_at=timezone.now() if given_up else timezone.now() + PAUSES[row.tries - 1],
        error=f"{type(error).__name__}: {error}"[:300],
    )
    if hopeless:
        signals.mail_refused.send(OutboxMail, mail=row, reason=str(error))


def due_ids(limit: int = 500) -> list[int]:
    """Mails that wait and are due, oldest first, after those of dead workers were put back."""
    now = timezone.now()
    OutboxMail.objects.filter(state=OutboxMail.State.SENDING, due_at__lte=now, tries__gte=TRIES).update(
        state=OutboxMail.State.FAILED, error="The worker died each time it tried."
    )
    OutboxMail.objects.filter(state=OutboxMail.State.SENDING, due_at__lte=now).update(state=OutboxMail.State.WAITING)
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING, due_at__lte=now)
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])
