"""Mails that came are worked through, and the mailbox is looked into where there is one."""

from __future__ import annotations

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task


@db_task(name="mailin.work")
def work(pk: int) -> None:
    from . import posting

    posting.work(pk)


@db_periodic_task(crontab(minute="*"), name="mailin.work-through-due")
def work_through_due() -> None:
    from . import arriving, posting

    for pk in arriving.due_ids():
        posting.work(pk)


@db_periodic_task(crontab(minute="*"), name="mailin.look-into-the-mailbox")
def look_into_the_mailbox() -> None:
    from . import mailbox

    if settings.IMAP_HOST:
        mailbox.fetch()


@db_periodic_task(crontab(hour="4", minute="5"), name="mailin.forget-old")
def forget_old() -> None:
    from . import arriving, keys

    arriving.forget_old()
    keys.forget_old()
