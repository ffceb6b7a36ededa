"""Taking mails in: stored at once, then worked through by whoever claims them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from .letter import Letter
from .models import Incoming

# A worker that did not report back within this time is taken for dead.
LEASE = timedelta(minutes=10)
TRIES = 6
KEPT = timedelta(days=30)


def receive(raw: bytes, *, delivered_to: str = "", is_too_large: bool = False) -> Incoming | None:
    """Store a mail; None when this one was here before. Of one that is too large, `raw` is its head."""
    letter = Letter(raw)
    now = timezone.now()
    try:
        with transaction.atomic():
            row = Incoming.objects.create(
                message_id=letter.message_id,
                sender=", ".join(letter.senders)[:254],
                subject=letter.header("Subject")[:200],
                delivered_to=delivered_to.replace("\0", "")[:254],
                raw=raw,
                is_too_large=is_too_large,
                received_at=now,
                due_at=now,
            )
            transaction.on_commit(partial(_ring, row.pk), robust=True)
    except IntegrityError:
        return None
    return row


def _ring(pk: int) -> None:
    # The bell only saves time: what it did not reach is found by the next sweep.
    from .tasks import work

    work(pk)


def claim(pk: int) -> Incoming | None:
    """Take a mail in hand, or None when it is not due, done, or in another worker's hands."""
    now = timezone.now()
    due = Incoming.objects.filter(pk=pk, state=Incoming.State.RECEIVED, due_at__lte=now)
    return Incoming.objects.get(pk=pk) if due.update(due_at=now + LEASE, tries=F("tries") + 1) else None


def due_ids(limit: int = 200) -> list[int]:
    """Mails that wait and are due, the oldest first. One at which every worker died waits for a person."""
    waiting = Incoming.objects.filter(state=Incoming.State.RECEIVED, due_at__lte=timezone.now())
    waiting.filter(tries__gte=2 * TRIES).update(state=Incoming.State.REFUSED, reason="The worker died each time it tried.")
    return list(waiting.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def forget_old() -> int:
    """Nobody asks after a month what became of a mail."""
    return Incoming.objects.filter(received_at__lt=timezone.now() - KEPT).delete()[0]
