"""Mails that are due. The rows are the truth: whoever claims them first writes the mail."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

_REMEMBERED = timedelta(days=90)


@db_task(retries=3, retry_delay=20)
def send_due(member_id: int) -> None:
    from . import mails

    mails.send_due(member_id)


@db_periodic_task(crontab(minute="*"), name="notifications.send-due-mails")
def send_all_due() -> None:
    from . import mails

    for member_id in mails.due_member_ids():
        send_due(member_id)


@db_periodic_task(crontab(hour="3", minute="50"), name="notifications.forget-sent-mails")
def forget_sent_mails() -> int:
    """Nobody answers a mail, and no mail comes back, after three months."""
    from .models import Bounce, SentMail

    long_ago = timezone.now() - _REMEMBERED
    Bounce.objects.filter(at__lt=long_ago).delete()
    return SentMail.objects.filter(sent_at__lt=long_ago).delete()[0]
