"""What whoever proposed to decide many cases is told when it is done."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register


def _done(notification: Notification) -> str:
    data = notification.data
    return _("What you proposed was carried out: %(done)d of %(all)d cases were decided.") % {
        "done": data.get("done", 0),
        "all": data.get("done", 0) + data.get("refused", 0),
    }


register(
    Verb(
        "moderation.batch_done",
        _done,
        lambda notification: reverse("desk:batch", args=[notification.data.get("batch", 0)]),
        "direct",
    )
)
