"""Badges come and go with what they are for: always compared with the rows, so doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify
from community.core.decisions import ALLOWED, Decision, denied

from .models import Award, Badge
from .rules import known

BATCH = 500


def award(member_ids: Collection[int], *, act: str = "") -> int:
    """Give these members what they earned and take back what no longer holds; by `act`, only the rules it may touch.

    Returns how many badges came or went.
    """
    found = Member.objects.filter(pk__in=member_ids, is_active=True, is_imported=False)
    ids = sorted(found.values_list("pk", flat=True))
    changed = 0
    for badge in Badge.objects.filter(is_active=True).exclude(rule=""):
        rule = known().get(badge.rule)
        if rule is None or (act and act not in rule.acts):
            continue
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            changed += _settle(badge, batch, set(rule.find(batch)))
    return changed


def worth_a_look() -> list[int]:
    """Who was here lately, and who has a badge that may no longer hold."""
    here = Member.objects.filter(last_seen_at__gte=timezone.now() - timedelta(days=2)).values_list("pk", flat=True)
    holders = Award.objects.filter(granted_by=None).values_list("member_id", flat=True)
    return sorted({*here, *holders.distinct()})


@transaction.atomic
def _settle(badge: Badge, members: list[int], earned: set[tuple[int, str]]) -> int:
    has = {
        (member, subject): pk
        for pk, member, subject in badge.awards.filter(member__in=members, granted_by=None).values_list("pk", "member", "subject")
    }
    by_hand = set(badge.awards.filter(member__in=members, granted_by__isnull=False).values_list("member", "subject"))
    gone = [pk for key, pk in has.items() if key not in earned]
    Award.objects.filter(pk__in=gone).delete()
    new = sorted(earned - has.keys() - by_hand)
    now = timezone.now()
    rows = [Award(badge=badge, member_id=member, subject=subject, awarded_at=now) for member, subject in new]
    Award.objects.bulk_create(rows, ignore_conflicts=True)
    people = Member.objects.in_bulk({member for member, _subject in new})
    for member, subject in new:
        _tell(badge, people[member], subject)
    return len(gone) + len(new)


def _tell(badge: Badge, member: Member, subject: str = "", *, by: Member | None = None, reason: str = "") -> None:
    # The event is the badge and its subject: what was taken back and earned again is no news.
    notify(
        member=member,
        verb="badges.given",
        event=f"badge:{badge.pk}:{subject}",
        actor=by,
        data={"badge": badge.pk, "slug": badge.slug, "name": badge.name, "rule": badge.rule, "text": reason},
    )


def can_grant(by: Member, member: Member, badge: Badge) -> Decision:
    """By hand: staff of the back office, badges that no rule gives, not to themselves."""
    if not (by.is_staff and by.has_perm("badges.add_award")):
        return denied(_("Only the team gives badges."))
    if badge.rule:
        return denied(_("This badge is given by what somebody did, not by hand."))
    if by.pk == member.pk:
        return denied(_("Praise comes from others: ask a colleague."))
    return ALLOWED


@transaction.atomic
def grant(*, by: Member, member: Member, badge: Badge, reason: str) -> bool:
    """Says whether it is new."""
    can_grant(by, member, badge).enforce()
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ValidationError({"reason": _("Please say what it is for.")})
    _row, created = Award.objects.get_or_create(
        badge=badge, member=member, subject="", defaults={"granted_by": by, "reason": reason, "awarded_at": timezone.now()}
    )
    if created:
        _tell(badge, member, by=by, reason=reason)
    return created
