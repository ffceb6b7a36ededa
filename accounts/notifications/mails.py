"""Notifications as mails: rows in the outbox, written in the transaction that claims them, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Member

from . import bounces, pacing, queries, unsubscribing
from .envelope import address, answers_go_to, frame, put
from .grouping import Line, lines
from .models import Notification, SentMail
from .registry import Verb, find

# So many mails a member gets in a day at most; what is over waits, and then comes together.
A_DAY = 100
_BATCH = 200


def send_needed(notification: Notification, verb: Verb) -> bool:
    """What everybody must know goes out with the act itself; says whether there is an address."""
    if not notification.member.email or not claim([notification], timezone.now()):
        return False
    _write(notification.member, lines([notification]), verb)
    return True


def claim(rows: Sequence[Notification], now: datetime) -> list[Notification]:
    """Those of the rows that are this caller's to mail. Whoever comes second, worker or digest, gets none of them.

    In the order of their numbers, so that two callers never wait for each other.
    """
    free = Notification.objects.filter(mailed_at=None, read_at=None)
    in_order = sorted(rows, key=lambda row: row.pk)
    return [row for row in in_order if free.filter(pk=row.pk).update(mailed_at=now, mail_due_at=None)]


def due_member_ids(limit: int = _BATCH) -> list[int]:
    """Members for whom a mail is due, longest waiting first."""
    due = Notification.objects.filter(mailed_at=None, mail_due_at__lte=timezone.now()).order_by("mail_due_at")
    return list(dict.fromkeys(due.values_list("member_id", flat=True)[: limit * 5]))[:limit]


@transaction.atomic
def send_due(member_id: int) -> int:
    """Write the member's mails that are due, one for each thread or conversation; answers how many. Harmless to repeat."""
    now = timezone.now()
    waiting = Notification.objects.filter(member=member_id, mailed_at=None, mail_due_at__isnull=False)
    due = waiting.filter(mail_due_at__lte=now)
    member = Member.objects.get(pk=member_id)
    if not due.exists():
        return 0
    if later := _not_before(member, now):
        due.update(mail_due_at=later)
        return 0
    if not member.is_active or member.is_suspended or bounces.are_stopped(member):
        due.update(mail_due_at=None)
        return 0
    groups = set(due.values_list("group", flat=True))
    # What came a minute ago about the same thread goes along.
    rows = list(
        waiting.filter(Q(mail_due_at__lte=now) | Q(group__in=groups - {""})).select_related("actor").order_by("pk")[:_BATCH]
    )
    wanted = [row for row in queries.visible(member, rows) if _pace(member, row) == Member.Mail.NOW]
    # The others are a digest's matter, or nobody's: nothing is due for them.
    waiting.filter(pk__in={row.pk for row in rows} - {row.pk for row in wanted}).update(mail_due_at=None)
    by_group: dict[str, list[Notification]] = defaultdict(list)
    for row in wanted:
        by_group[row.group or f"#{row.pk}"].append(row)
    room = max(0, A_DAY - SentMail.objects.filter(member=member, sent_at__gt=now - timedelta(days=1)).count())
    for_now = list(by_group.values())[:room]
    claimed = {row.pk for row in claim([row for group in for_now for row in group], now)}
    sent = 0
    for group in for_now:
        mine = [row for row in group if row.pk in claimed]
        if mine and (verb := find(mine[-1].verb)):
            _write(member, lines(mine), verb)
            sent += 1
    return sent


def _pace(member: Member, row: Notification) -> str:
    verb = find(row.verb)
    return pacing.pace_of(member, verb) if verb else Member.Mail.NEVER


def _not_before(member: Member, now: datetime) -> datetime | None:
    """The end of the quiet hours, or of a day that had too many mails; None when mails may go out."""
    if (later := pacing.allowed_from(member, now)) > now:
        return later
    of_today = SentMail.objects.filter(member=member, sent_at__gt=now - timedelta(days=1)).order_by("-sent_at")
    oldest = of_today.values_list("sent_at", flat=True)[A_DAY - 1 : A_DAY].first()
    return oldest + timedelta(days=1) if oldest else None


def texts_of(member: Member, rows: Sequence[Notification]) -> dict[int, str]:
    """The words that mails quote, by pk; each verb is asked once."""
    found: dict[int, str] = {row.pk: row.data["text"] for row in rows if row.data.get("text")}
    by_rule: dict[object, list[Notification]] = defaultdict(list)
    for row in rows:
        if (verb := find(row.verb)) and verb.text:
            by_rule[verb.text].append(row)
    for rule, group in by_rule.items():
        found |= rule(member, group)  # type: ignore[operator]
    return found


def _write(member: Member, shown: Sequence[Line], verb: Verb) -> None:
    rows = sorted((row for line in shown for row in line.rows), key=lambda row: row.pk)
    newest = rows[-1]
    needed = verb.mail == "needed"
    with translation.override(member.language), timezone.override(pacing.zone_of(member)):
        texts = texts_of(member, rows)
        reply_to = "" if needed else answers_go_to(member, newest.group)
        said = [(row, lines([row])[0].sentence, texts.get(row.pk, ""), address(_url(row))) for row in rows]
        context = {
            "member": member,
            "said": said,
            "sentence": shown[0].sentence if len(shown) == 1 else "",
            "url": address(_url(rows[0])),
            "needed": needed,
            "can_reply": bool(reply_to),
            "preferences_url": address(reverse("members:hearing")),
            "stops": [] if needed else unsubscribing.offers(member, newest, verb),
        }
        subject = verb.subject(newest) if verb.subject else shown[0].sentence
        put(
            to=member,
            about=newest.group or newest.verb,
            subject=subject,
            text=render_to_string("mail/notice.txt", context | frame(member)),
            html=render_to_string("mail/notice.html", context | frame(member)),
            mark=f"n{newest.pk}",
            thread="" if needed else newest.group,
            unsubscribe="" if needed else unsubscribing.main_token(member, newest, verb),
            reply_to=reply_to,
        )


def _url(row: Notification) -> str:
    verb = find(row.verb)
    return verb.url(row) if verb else "/"
