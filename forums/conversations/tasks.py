"""After the commit: tell the others. The row knows whether it was done, so a crash only delays it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

_PATIENCE = timedelta(minutes=1)
_BATCH = 200


@db_task(retries=3, retry_delay=20)
def tell(message_id: int) -> None:
    from .telling import tell_of

    tell_of(message_id)


@db_periodic_task(crontab(minute="*"), name="conversations.tell-of-the-untold")
def tell_of_the_untold() -> None:
    """Messages that were sent a while ago and never told: the process died in between."""
    from .models import Message

    untold = Message.objects.filter(told_at=None, created_at__lt=timezone.now() - _PATIENCE)
    for message_id in untold.order_by("created_at").values_list("pk", flat=True)[:_BATCH]:
        tell(message_id)
