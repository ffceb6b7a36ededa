"""One digest: what was told and not read, and what was talked about. Nothing when there is nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications import bounces, envelope, mails, pacing, queries, unsubscribing
from accounts.notifications.grouping import Line, lines
from accounts.notifications.models import Notification
from accounts.notifications.registry import find

from . import choosing, scheduling
from .models import Schedule

# What was told longer ago and never read is not news.
_NEWS = timedelta(days=14)
_MOST_TOLD, LINES = 200, 20
_SPAN = {Member.Mail.DAILY.value: timedelta(days=1), Member.Mail.WEEKLY.value: timedelta(days=7)}


@transaction.atomic
def send(member_id: int) -> bool:
    """Make the member's digest if it is due; says whether a mail was written. Claim and mail are one transaction."""
    now = timezone.now()
    member = Member.objects.get(pk=member_id)
    claimed = scheduling.claim(member, now)
    if claimed is None:
        return False
    row, paces = claimed
    if not paces or member.is_suspended or bounces.are_stopped(member):
        return False
    told = lines(mails.claim(_untold(member, paces, now), now))
    choice = None
    if member.mail_digest in paces:
        choice = choosing.choose(member, _since(member, row, now), told=_threads_of(told))
    if not told and not choice:
        return False
    _write(member, told, choice, now, row)
    return True


def _untold(member: Member, paces: set[str], now: datetime) -> list[Notification]:
    """What the member was told, did not read, and wants to hear of at these paces."""
    rows = Notification.objects.filter(member=member, read_at=None, mailed_at=None, mail_due_at=None, created_at__gt=now - _NEWS)
    found = queries.visible(member, rows.select_related("actor").order_by("-pk")[:_MOST_TOLD])
    return [row for row in found if (verb := find(row.verb)) and pacing.pace_of(member, verb) in paces]


def _threads_of(told: list[Line]) -> set[int]:
    return {row.data["thread"] for line in told for row in line.rows if row.data.get("thread")}


def _since(member: Member, row: Schedule, now: datetime) -> datetime:
    """Up to where the forum's news were told already; never further back than the pace goes."""
    last = row.weekly_at if member.mail_digest == Member.Mail.WEEKLY else row.daily_at
    # A little more than the span, so that nothing falls between two mornings of unequal length.
    earliest = now - _SPAN[member.mail_digest] - timedelta(hours=2)
    return max(last, earliest) if last else earliest


def _write(member: Member, told: list[Line], choice: choosing.Choice | None, now: datetime, row: Schedule) -> None:
    with translation.override(member.language), timezone.override(pacing.zone_of(member)):
        word = unsubscribing.token(member, "digest")
        context = envelope.frame(member) | {
            "member": member,
            "told": [(line.sentence, _address(line), line.count) for line in told[:LINES]],
            "more": max(0, len(told) - LINES),
            "choice": choice,
            "notifications_url": envelope.address(reverse("members:notifications")),
            "preferences_url": envelope.address(reverse("members:hearing")),
            "stop_url": envelope.address(reverse("members:unsubscribe", args=[word])),
        }
        assert row.due_at is not None
        envelope.put(
            to=member,
            about="digest",
            subject=_subject(told, choice, str(context["site_name"])),
            text=render_to_string("mail/digest.txt", context),
            html=render_to_string("mail/digest.html", context),
            # One digest for one due moment: the address of the mail itself is unique.
            mark=f"d{int(row.due_at.timestamp())}",
            unsubscribe=word,
        )


def _subject(told: list[Line], choice: choosing.Choice | None, site: str) -> str:
    """The first thing in it says more than "Your digest"."""
    if told:
        sentence, verb = told[0].sentence, find(told[0].newest.verb)
        if told[0].newest.data.get("conversation") and verb and verb.subject:
            sentence = verb.subject(told[0].newest)  # without the title of what is private
        return f"{site}: {sentence}"
    assert choice
    first = next(iter([*choice.followed, *choice.popular, *choice.unanswered]))
    return _("%(site)s: “%(title)s” and more") % {"site": site, "title": first.thread.title}


def _address(line: Line) -> str:
    verb = find(line.oldest.verb)
    return envelope.address(verb.url(line.oldest) if verb else "/")
