"""Hints that two accounts may be one person's, each with what it rests on. Never a proof: people share addresses and networks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.footprints import KEPT
from accounts.models import Footprint, Member
from moderation.access import moderates_everything

# Behind one address of a school or a mobile network stand hundreds; so many are shown, the latest first.
MOST = 10
_GMAIL = ("gmail.com", "googlemail.com")


@dataclass(frozen=True)
class Hint:
    member: Member
    kind: str  # "email": spelled otherwise, one mailbox; "network": the same network address
    since: datetime  # when the other account was made, or last came from there


def hints(viewer: Member, member: Member) -> list[Hint]:
    """For those who moderate everything; others get none. Three queries, however many accounts there are."""
    if not moderates_everything(viewer):
        return []
    return _by_mailbox(member) + _by_network(member)


def mailbox(email: str) -> tuple[str, str]:
    """(local part, domain) of the mailbox an address leads to: without tags behind a plus, and for Google without dots."""
    local, _at, domain = email.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return local.replace(".", "") or local, _GMAIL[0]
    return local, domain


def _by_mailbox(member: Member) -> list[Hint]:
    if "@" not in member.email:
        return []
    own = mailbox(member.email)
    found: QuerySet[EmailAddress] = (
        EmailAddress.objects.filter(_could_lead_to(*own)).exclude(user=member.pk).select_related("user").order_by("-user")
    )
    # The pattern lets a little too much through; the same function judges both addresses.
    members = {row.user_id: row.user for row in found[: MOST * 5] if mailbox(row.email) == own}
    return [Hint(other, "email", other.date_joined) for other in list(members.values())[:MOST]]


def _could_lead_to(local: str, domain: str) -> Q:
    if domain != _GMAIL[0]:
        return Q(email=f"{local}@{domain}") | Q(email__startswith=f"{local}+", email__endswith=f"@{domain}")
    dotted = r"\.?".join(re.escape(letter) for letter in local)
    # The beginning narrows the search to what an index can give; the pattern is asked of those only.
    return Q(email__startswith=local[:1], email__regex=rf"^{dotted}\.?([+][^@]*)?@(gmail|googlemail)\.com$")


def _by_network(member: Member) -> list[Hint]:
    since = timezone.now() - KEPT
    networks = Footprint.objects.filter(member=member, last_at__gt=since).values("ip")
    rows = list(
        Footprint.objects.filter(ip__in=networks, last_at__gt=since)
        .exclude(member=member)
        .values("member")
        .annotate(at=Max("last_at"))
        .order_by("-at", "member")[:MOST]
    )
    members = Member.objects.in_bulk([row["member"] for row in rows])
    return [Hint(members[row["member"]], "network", row["at"]) for row in rows]
