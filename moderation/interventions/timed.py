"""What staff set for later: the pace of a thread, and timers. A lock by timer is their decision, made when it is due."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Refused
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.timers import levers
from forums.timers.models import Timer
from moderation.audit import log
from moderation.decisions.models import LegalGround, Rule

from . import actions, policies

SLOWEST = 24 * 3600
LATEST = timedelta(days=366)
MOST_QUIET_DAYS = 365
_log = logging.getLogger(__name__)


def _record(verb: str, by: Member | None, thread: Thread, data: dict[str, Any], reason: str = "") -> None:
    target = ("thread", thread.pk, thread.title)
    log.record(by=by, verb=verb, target=target, forum_id=thread.forum_id, reason=reason, data=data)


@transaction.atomic
def slow_down(*, by: Member, thread: Thread, seconds: int, until: datetime | None = None, reason: str = "") -> bool:
    """Let so many seconds lie between two posts of a member; 0 ends it. It holds for all alike: no decision about one."""
    policies.can_intervene(by, thread.forum_id).enforce()
    if not 0 <= seconds <= SLOWEST:
        raise ValidationError({"seconds": _("Up to a day.")})
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("It ends in the future.")})
    moved = thread_levers.slow_down(thread, seconds, until)
    if moved:
        _record("thread.slowed", by, thread, {"seconds": seconds, "until": until}, reason)
    return moved


@transaction.atomic
def set_timer(
    *,
    by: Member,
    thread: Thread,
    kind: str,
    at: datetime | None = None,
    days: int | None = None,
    rule: Rule | None = None,
    law: LegalGround | None = None,
    care: bool = False,
    message: str = "",
) -> Timer | None:
    """Close it later (on the ground given now), open it later, or with the kind "stop" nothing more by itself."""
    policies.can_intervene(by, thread.forum_id).enforce()
    if kind == "stop":
        if levers.stop(thread):
            _record("thread.timer_stopped", by, thread, {})
        return None
    if kind not in Timer.Kind.values:
        raise ValidationError({"kind": _("Please choose what is to happen.")})
    if kind == Timer.Kind.QUIET:
        if days is None or not 1 <= days <= MOST_QUIET_DAYS:
            raise ValidationError({"days": _("Between 1 and %(n)s days.") % {"n": MOST_QUIET_DAYS}})
        at = None
    else:
        now = timezone.now()
        if at is None or not now < at <= now + LATEST:
            raise ValidationError({"at": _("In the future, within a year.")})
        days = None
    grounded = kind == Timer.Kind.OPEN or thread.author_id == by.pk or rule or law or care
    if not grounded:
        # What restricts its author rests on something, and that is asked of who decides, not of the clock.
        raise ValidationError({"rule": _("Please choose the ground it rests on.")})
    ground = {"rule": rule.pk if rule else None, "law": law.pk if law else None, "care": care, "message": message}
    timer = levers.set_timer(thread, kind=kind, by=by, due_at=at, quiet_days=days, ground=ground)
    _record("thread.timer_set", by, thread, {"kind": kind, "at": at, "days": days})
    return timer


def carry_out(timer: Timer, thread: Thread) -> bool:
    """Do what the timer was set for, in the name of who set it. What they may not do any more is not done, and is on record."""
    try:
        with transaction.atomic():
            if timer.kind == Timer.Kind.OPEN:
                return thread.is_locked and actions.unlock(by=timer.by, thread=thread)
            if thread.is_locked or thread.state != Thread.State.PUBLISHED:
                return False
            rests_on = timer.ground
            actions.lock(
                by=timer.by,
                thread=thread,
                rule=Rule.objects.filter(pk=rests_on.get("rule")).first(),
                law=LegalGround.objects.filter(pk=rests_on.get("law")).first(),
                care=bool(rests_on.get("care")),
                message=rests_on.get("message", ""),
            )
            return True
    except (Refused, ValidationError) as error:
        _log.warning("timer %s of thread %s: %s", timer.kind, thread.pk, error)
        _record("thread.timer_failed", None, thread, {"kind": timer.kind, "set_by": timer.by_id}, reason=str(error)[:400])
        return False
