"""Buzzes that are due; the rows are the truth, the timer only saves the wait."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task


@db_task(name="push.buzz")
def buzz(member_id: int) -> None:
    from . import buzzing

    buzzing.send_due(member_id)


@db_task(name="push.try-out")
def try_out(device_id: int) -> None:
    """The message behind the button "Try it"."""
    from django.utils import translation
    from django.utils.translation import gettext as _

    from . import buzzing
    from .models import Device

    device = Device.objects.select_related("member").filter(pk=device_id).first()
    if device is not None:
        with translation.override(device.member.language):
            words = {"body": _("It works: this is how news arrives."), "url": "/settings/notifications/", "tag": "test"}
        buzzing.deliver(device, words, topic="test")


@db_periodic_task(crontab(minute="*"), name="push.buzz-all-due")
def buzz_all_due() -> None:
    from . import buzzing

    for member_id in buzzing.due_member_ids():
        buzz(member_id)
