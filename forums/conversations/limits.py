"""How many, how fast. A refusal says which limit and until when."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import ngettext

from accounts.models import Member
from forums.composing.limits import TooFast

from .models import Conversation, Message
from .policies import is_staff

# New conversations in 24 hours: at trust level 1, and from level 2.
A_DAY, A_DAY_TRUSTED = 5, 20
_DAY = timedelta(days=1)


def check_pace(member: Member) -> None:
    """Raise TooFast when the member wrote a message a moment ago: the pause is that between posts. One query."""
    if is_staff(member):
        return
    newest = Message.objects.filter(author=member).order_by("-id").values_list("created_at", flat=True).first()
    pause = settings.PAUSE_BETWEEN_POSTS["newcomer" if member.is_new else "member"]
    until = newest + timedelta(seconds=pause) if newest else None
    if until is None or until <= timezone.now():
        return
    seconds = max(1, round((until - timezone.now()).total_seconds()))
    raise TooFast(
        ngettext("Please wait %(n)s second before you write again.", "Please wait %(n)s seconds before you write again.", seconds)
        % {"n": seconds},
        until,
    )


def check_starts(member: Member) -> None:
    """Raise TooFast when the member began as many conversations as a day allows. Ask with their row locked. One query."""
    if is_staff(member):
        return
    most = A_DAY_TRUSTED if member.trust >= 2 else A_DAY
    since = timezone.now() - _DAY
    begun = Conversation.objects.filter(started_by=member).order_by("-id").values_list("created_at", flat=True)[:most]
    recent = [at for at in begun if at > since]
    if len(recent) < most:
        return
    until = recent[-1] + _DAY
    raise TooFast(
        ngettext(
            "You may begin %(n)s conversation a day. You can begin the next one from %(when)s.",
            "You may begin %(n)s conversations a day. You can begin the next one from %(when)s.",
            most,
        )
        % {"n": most, "when": date_format(timezone.localtime(until), "DATETIME_FORMAT")},
        until,
    )
