"""Mails that did not arrive. After too many of them a mailbox is left alone, and the member is told here."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Member

from .models import Bounce

WEIGHT = {Bounce.Kind.SOFT: 1, Bounce.Kind.HARD: 2}
STOP_AT = 4
# What is older counts no more: mailboxes are repaired, servers come back.
COUNTS_FOR = timedelta(days=30)


def record(*, event: str, address: str, kind: str, reason: str = "", at: datetime | None = None) -> bool:
    """Note that a mail came back; says whether it is news. Nobody's address, and what was told before, is none."""
    member = Member.objects.filter(email__iexact=address).exclude(email="").first()
    if member is None:
        return False
    now = timezone.now()
    # A server whose clock runs ahead must not make it count for longer.
    moment = min(at or now, now)
    _row, created = Bounce.objects.get_or_create(
        event=event[:120],
        defaults={"member": member, "address": address, "kind": Bounce.Kind(kind), "reason": reason[:300], "at": moment},
    )
    return created


def score(member: Member) -> int:
    """What the last 30 days add up to for the address the member has now."""
    counted = Bounce.objects.filter(member=member, at__gt=timezone.now() - COUNTS_FOR, forgiven_at=None)
    return sum(WEIGHT[Bounce.Kind(kind)] for kind in counted.filter(address__iexact=member.email).values_list("kind", flat=True))


def are_stopped(member: Member) -> bool:
    """Whether mails to this member wait for a mailbox that works. What they must know is still tried."""
    return score(member) >= STOP_AT


def latest(member: Member) -> Bounce | None:
    """What the mail server said last."""
    return Bounce.objects.filter(member=member, forgiven_at=None, address__iexact=member.email).order_by("-at").first()


def try_again(*, by: Member) -> int:
    """The member says that their mailbox works again."""
    return Bounce.objects.filter(member=by, forgiven_at=None).update(forgiven_at=timezone.now())
