"""A device that shall buzz, shall buzz otherwise, or shall not any more."""

from __future__ import annotations

import hashlib
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Member

from .models import Device
from .posting import may_call
from .sealing import is_sound

MOST_DEVICES = 10
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_PLAIN = {"Macintosh": "Mac", "CrOS": "Chromebook"}


def digest_of(session_key: str | None) -> str:
    """A session's key is a password: only its digest is kept."""
    return hashlib.sha256(session_key.encode()).hexdigest() if session_key else ""


def label_of(user_agent: str) -> str:
    """What its owner calls it: "Firefox, Android"."""
    browser = next((name for sign, name in _BROWSERS if re.search(rf"\b{sign}\w*/", user_agent)), _("Browser"))
    system = next((name for name in _SYSTEMS if name in user_agent), "")
    return f"{browser}, {_PLAIN.get(system, system)}" if system else browser


@transaction.atomic
def add(*, by: Member, endpoint: str, p256dh: str, auth: str, user_agent: str = "", session_key: str | None = None) -> Device:
    """This browser buzzes for `by` from now on; for whoever used it before no more. Raises ValidationError."""
    if not may_call(endpoint) or not is_sound(p256dh, auth):
        raise ValidationError(_("This browser gave an address that we cannot use."))
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    known = Device.objects.filter(endpoint=endpoint).first()
    if known is not None and known.member_id != by.pk:
        known.delete()
    elif known is None and Device.objects.filter(member=by).count() >= MOST_DEVICES:
        raise ValidationError(_("Up to %(n)s devices can buzz. Please remove one first.") % {"n": MOST_DEVICES})
    fields = {"p256dh": p256dh, "auth": auth, "failed": 0, "session": digest_of(session_key)}
    device, _created = Device.objects.update_or_create(
        endpoint=endpoint, member=by, defaults=fields, create_defaults=fields | {"label": label_of(user_agent)[:60]}
    )
    return device


def choose(*, by: Member, device_id: int, hears: str) -> bool:
    """What it buzzes for; says whether it is the member's own."""
    if hears not in Device.Hears.values:
        raise ValidationError(_("Please choose one of these."))
    return bool(Device.objects.filter(pk=device_id, member=by).update(hears=hears))


def remove(*, by: Member, device_id: int) -> bool:
    """It buzzes no more; says whether it was the member's own."""
    return bool(Device.objects.filter(pk=device_id, member=by).delete()[0])


def forget_session(member: Member, session_key: str | None) -> None:
    """Whoever logs out of a browser does not want it to tell the next person what they hear."""
    if digest := digest_of(session_key):
        Device.objects.filter(member=member, session=digest).delete()
