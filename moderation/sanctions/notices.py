"""What members are told about a sanction besides its reasons, which come with the decision."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register

from .models import Kind


def _lifted(notification: Notification) -> str:
    kind = str(notification.data.get("kind", ""))
    name = Kind(kind).label if kind in Kind.values else _("sanction")
    return _("Good news: what limited your account was lifted (%(sanction)s).") % {"sanction": name}


register(Verb("moderation.lifted", _lifted, lambda notification: reverse("desk:standing"), "needed"))
