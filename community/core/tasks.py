"""The postman: delivers what the outbox holds. The row is the truth, the queue only the doorbell."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from . import mail
from .models import OutboxMail

# Mails carry log-in codes and names; they are kept only as long as somebody may ask "did it go out?".
KEEP_SENT = timedelta(days=14)


@db_task(name="core.deliver")
def deliver(outbox_id: int) -> None:
    mail.deliver(outbox_id)


@db_periodic_task(crontab(minute="*"), name="core.sweep-outbox")
def sweep() -> None:
    """Second tries, and whatever a crash left behind."""
    for outbox_id in mail.due_ids():
        mail.deliver(outbox_id)


@db_periodic_task(crontab(hour="3", minute="20"), name="core.forget-sent-mail")
def forget_sent() -> None:
    OutboxMail.objects.filter(state=OutboxMail.State.SENT, sent_at__lt=timezone.now() - KEEP_SENT).delete()
