"""Mails back to whoever wrote one: what could not be posted and why, with every word of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications import bounces
from accounts.notifications.envelope import address, frame, put

from .models import Incoming

# So many mails back a day; a program that answers answers must not keep us writing.
A_DAY = 10
MOST_CHARACTERS = 25_000


def refused(row: Incoming, member: Member, why: list[str], *, words: str) -> bool:
    """Their words come back with the reason."""
    return _tell(row, member, _("Not posted: %(subject)s") % {"subject": row.subject}, why=why, words=words[:MOST_CHARACTERS])


def posted(row: Incoming, member: Member, *, waits: bool, files: Sequence[tuple[str, str]]) -> bool:
    """It is here, but a moderator reads it first, or some files are not."""
    words = _("A moderator reads it first: %(subject)s") if waits else _("Posted without some files: %(subject)s")
    return _tell(row, member, words % {"subject": row.subject}, is_here=True, waits=waits, files=files)


def _tell(row: Incoming, member: Member, subject: str, **said: object) -> bool:
    """Once for each mail, to the address of the account, whatever address wrote. The caller holds the transaction."""
    now = timezone.now()
    of_today = Incoming.objects.filter(member=member, answered_at__gt=now - timedelta(days=1))
    if not member.email or not member.is_active or bounces.are_stopped(member) or of_today.count() >= A_DAY:
        return False
    if not Incoming.objects.filter(pk=row.pk, answered_at=None).update(answered_at=now):
        return False
    context = {"member": member, "subject": row.subject, "url": _place(row), **said} | frame(member)
    put(
        to=member,
        about="mailin",
        subject=subject,
        text=render_to_string("mail/not_posted.txt", context),
        html=render_to_string("mail/not_posted.html", context),
        mark=f"in{row.pk}",
    )
    return True


def _place(row: Incoming) -> str:
    fresh = Incoming.objects.get(pk=row.pk)
    kind, _colon, number = fresh.about.partition(":")
    return address(reverse("forums:thread_short" if kind == "thread" else "forums:conversation", args=[int(number)]))
