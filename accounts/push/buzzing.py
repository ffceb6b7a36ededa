"""From a notification to a lock screen: soon, not in quiet hours, and not when it was read meanwhile."""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation

from accounts.models import Member
from accounts.notifications import pacing, queries
from accounts.notifications.grouping import lines
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, find
from community.core.models import SiteSettings

from . import identity
from .models import Buzz, Device
from .posting import Unreachable, post
from .sealing import MOST, authorization, seal

logger = logging.getLogger(__name__)
# Whoever looks at the page sees the bell in this time.
DELAY = timedelta(seconds=30)
LEASE = timedelta(minutes=5)
TRIES = 3
# A device that fails so often in a row is gone, even if its service does not say so.
GIVE_UP = 10
# Whoever was away for longer reads the bell.
_KEPT_BY_SERVICE = 12 * 3_600
_GONE = {404, 410}


def plan(member: Member, notification: Notification, verb: Verb) -> int:
    """Note that the member's devices shall buzz; answers how many. One query where there is none."""
    if verb.mail == "never":
        return 0
    devices = Device.objects.filter(member=member)
    if verb.mail == "all":
        devices = devices.filter(hears=Device.Hears.ALL)
    due = pacing.allowed_from(member, timezone.now() + DELAY)
    made = Buzz.objects.bulk_create(
        [Buzz(notification=notification, device=device, due_at=due) for device in devices], ignore_conflicts=True
    )
    if made:
        transaction.on_commit(partial(_ring_later, member.pk), robust=True)
    return len(made)


def _ring_later(member_id: int) -> None:
    from .tasks import buzz

    buzz.schedule((member_id,), delay=DELAY.total_seconds() + 1)


def due_member_ids(limit: int = 500) -> list[int]:
    """Members with a device that is to buzz, the longest waiting first."""
    due = Buzz.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("device__member_id", flat=True)
    return list(dict.fromkeys(due[:limit]))


def send_due(member_id: int) -> int:
    """Let the member's devices buzz for what is due; answers how often one did. Harmless to repeat."""
    now = timezone.now()
    due = Buzz.objects.filter(device__member=member_id, due_at__lte=now)
    rows = list(due.select_related("notification__actor", "device__member").order_by("pk")[:100])
    if not rows:
        return 0
    member = rows[0].device.member
    if (later := pacing.allowed_from(member, now)) > now:
        due.update(due_at=later)
        return 0
    told = {row.notification_id: row.notification for row in rows if row.notification.read_at is None}
    wanted: set[int] = set()
    if member.is_active and not member.is_suspended:
        wanted = {notification.pk for notification in queries.visible(member, told.values())}
    Buzz.objects.filter(pk__in=[row.pk for row in rows if row.notification_id not in wanted]).delete()
    return sum(_send(row, now) for row in rows if row.notification_id in wanted)


def _send(row: Buzz, now: object) -> bool:
    """One buzz, by whoever takes it in hand."""
    mine = Buzz.objects.filter(pk=row.pk, due_at__lte=now).update(due_at=timezone.now() + LEASE, tries=F("tries") + 1)
    if not mine:
        return False
    with translation.override(row.device.member.language):
        words = _words(row.notification)
    outcome = deliver(row.device, words, topic=row.notification.group or str(row.notification_id))
    if outcome or row.tries + 1 >= TRIES:
        Buzz.objects.filter(pk=row.pk).delete()
    return outcome


def _words(notification: Notification) -> dict[str, str]:
    """The sentence that stands at the bell too, and nothing that somebody wrote."""
    verb = find(notification.verb)
    return {
        "body": lines([notification])[0].sentence,
        "url": f"/notifications/{notification.pk}/" if verb else "/notifications/",
        "tag": notification.group or f"n{notification.pk}",
    }


def deliver(device: Device, words: dict[str, str], *, topic: str) -> bool:
    """Send it to the device's service; says whether that took it. A device that is gone is forgotten."""
    title = SiteSettings.current().name
    body = words["body"]
    payload = json.dumps({"title": title, **words}, ensure_ascii=False).encode()
    while len(payload) > MOST and body:
        body = body[: len(body) // 2]
        payload = json.dumps({"title": title, **words, "body": body + "…"}, ensure_ascii=False).encode()
    parts = urlsplit(device.endpoint)
    headers = {
        "Authorization": authorization(
            identity.private_key(), audience=f"{parts.scheme}://{parts.netloc}", contact=identity.contact()
        ),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(_KEPT_BY_SERVICE),
        "Urgency": "normal",
        # A newer one about the same thing takes the place of one that did not arrive yet. The service learns only a digest.
        "Topic": hashlib.sha256(f"{settings.SECRET_KEY}{device.pk}{topic}".encode()).hexdigest()[:32],
    }
    try:
        status = post(device.endpoint, seal(payload, p256dh=device.p256dh, auth=device.auth), headers)
    except Unreachable as error:
        logger.info("push service at %s: %s", parts.hostname, error)
        status = 0
    if 200 <= status < 300:
        Device.objects.filter(pk=device.pk).update(failed=0, used_at=timezone.now())
        return True
    Device.objects.filter(pk=device.pk).update(failed=F("failed") + 1)
    gone = Device.objects.filter(pk=device.pk)
    if (status in _GONE and gone.delete()[0]) or gone.filter(failed__gte=GIVE_UP).delete()[0]:
        logger.info("device %s is gone (%s)", device.pk, status)
    return False
