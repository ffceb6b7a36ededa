"""How much, how fast. A refusal says which limit and until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Member
from community.core.decisions import Refused
from community.core.ratelimit import hit
from forums.access import rights_of
from forums.models import Right
from forums.posts.models import Post
from forums.threads.models import Thread

# A member's first day at trust level 0, then each post of theirs.
FIRST_DAY_THREADS, FIRST_DAY_REPLIES = 3, 10
LINKS, MENTIONS, IMAGES = 2, 2, 5
# A newcomer's replies in a thread until somebody else answers.
REPLIES_IN_A_ROW = 3
# For everybody but those who moderate.
THREADS_A_DAY, EDITS_A_DAY, DELETES_A_DAY = 20, 30, 10
MENTIONS_EACH = 10
_DAY = timedelta(days=1)


class TooFast(Refused):
    """Refused for now; `until` says when it is possible again."""

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


def check_pace(member: Member, *, starts_thread: bool, moderates: bool) -> None:
    """Raise TooFast when the member wrote a moment ago, or used up their first day. Two queries at most."""
    if member.is_staff or moderates:
        return
    now = timezone.now()
    newest = Post.objects.filter(author=member).order_by("-id").values_list("created_at", "number").first()
    if newest:
        pauses = settings.PAUSE_BETWEEN_POSTS
        pause = pauses["newcomer"] if member.is_new else pauses["member"]
        if starts_thread and newest[1] == 1:
            pause = max(pause, pauses["thread"])
        until = newest[0] + timedelta(seconds=pause)
        if until > now:
            seconds = max(1, round((until - now).total_seconds()))
            raise TooFast(
                ngettext(
                    "Please wait %(n)s second before you post again.", "Please wait %(n)s seconds before you post again.", seconds
                )
                % {"n": seconds},
                until,
            )
    if starts_thread:
        _check_day(member, now)
    if member.is_new and now - member.date_joined < _DAY:
        until = member.date_joined + _DAY
        today = Post.objects.filter(author=member).values_list("number", flat=True)[: FIRST_DAY_REPLIES + FIRST_DAY_THREADS + 1]
        threads = sum(number == 1 for number in today)
        replies = len(today) - threads
        clock = date_format(timezone.localtime(until), "DATETIME_FORMAT")
        if starts_thread and threads >= FIRST_DAY_THREADS:
            raise TooFast(
                _("On the first day a new member starts up to %(n)s threads. You can start the next one from %(when)s.")
                % {"n": FIRST_DAY_THREADS, "when": clock},
                until,
            )
        if not starts_thread and replies >= FIRST_DAY_REPLIES:
            raise TooFast(
                _("On the first day a new member writes up to %(n)s replies. You can write the next one from %(when)s.")
                % {"n": FIRST_DAY_REPLIES, "when": clock},
                until,
            )


def _check_day(member: Member, now: datetime) -> None:
    threads = Thread.objects.filter(author=member).order_by("-id").values_list("created_at", flat=True)
    for at in threads[THREADS_A_DAY - 1 : THREADS_A_DAY]:
        if at + _DAY > now:
            clock = date_format(timezone.localtime(at + _DAY), "DATETIME_FORMAT")
            raise TooFast(
                _("Up to %(n)s threads a day can be started. You can start the next one from %(when)s.")
                % {"n": THREADS_A_DAY, "when": clock},
                at + _DAY,
            )


def check_turn(member: Member, thread: Thread, *, moderates: bool) -> None:
    """Raise Refused when a newcomer has the last word here already, three times over. One query, for newcomers only."""
    if not member.is_new or moderates:
        return
    newest = Post.objects.published().filter(thread=thread, number__gt=1).order_by("-number").values_list("author_id", flat=True)
    writers = list(newest[:REPLIES_IN_A_ROW])
    if len(writers) == REPLIES_IN_A_ROW and set(writers) == {member.pk}:
        raise Refused(
            _("You wrote the last %(n)s replies here. Please wait until somebody answers, or edit your last one.")
            % {"n": REPLIES_IN_A_ROW}
        )


def check_count(member: Member, act: str, *, limit: int, moderates: bool) -> None:
    """Raise Refused after so many acts of this kind within a day."""
    if not moderates:
        hit(f"composing.{act}.{member.pk}", limit=limit, seconds=86_400).enforce()


def slow_until(member: Member, thread: Thread) -> datetime | None:
    """When the member may write in a slow thread again; None: at once. One query, and none where the thread is not slow."""
    if not thread.is_slow or rights_of(member).can(Right.MODERATE, thread.forum_id):
        return None
    newest = Post.objects.filter(thread=thread, author=member).order_by("-id").values_list("created_at", flat=True).first()
    until = newest + timedelta(seconds=thread.slow_seconds) if newest else None
    if until and thread.slow_until:
        until = min(until, thread.slow_until)
    return until if until and until > timezone.now() else None


def check_slow(member: Member, thread: Thread) -> None:
    """Raise TooFast when the thread is slow and the member's last post in it is too young."""
    if until := slow_until(member, thread):
        clock = date_format(timezone.localtime(until), "DATETIME_FORMAT")
        raise TooFast(_("This thread is in slow mode. You can write here again from %(when)s.") % {"when": clock}, until)


def too_much(
    member: Member, *, links: Sequence[str], mentions: Sequence[str], images: Sequence[str], moderates: bool = False
) -> list[str]:
    """Sentences about what a new member's post has too much of; empty when it is fine."""
    if moderates:
        return []
    found = []
    if not member.is_new:
        if len(mentions) > MENTIONS_EACH:
            found.append(
                _("Up to %(n)s people can be mentioned in a post; this one has %(has)s.")
                % {"n": MENTIONS_EACH, "has": len(mentions)}
            )
        return found
    if len(links) > LINKS:
        found.append(
            _("New members may use up to %(n)s links in a post; this one has %(has)s.") % {"n": LINKS, "has": len(links)}
        )
    if len(mentions) > MENTIONS:
        found.append(
            _("New members may mention up to %(n)s people in a post; this one has %(has)s.")
            % {"n": MENTIONS, "has": len(mentions)}
        )
    if len(images) > IMAGES:
        found.append(
            _("New members may use up to %(n)s images in a post; this one has %(has)s.") % {"n": IMAGES, "has": len(images)}
        )
    return found
