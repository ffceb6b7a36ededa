"""Passing a case on: to somebody who may judge it, with a word why. Unlike a claim it does not run out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from accounts.notifications.actions import notify
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb
from community.core.decisions import ALLOWED, Decision, denied
from moderation.appeals import policies as appeals
from moderation.appeals.models import Appeal
from moderation.appeals.queries import moderators_of
from moderation.audit import log
from moderation.proposals.models import Proposal
from moderation.reports.models import Report

from . import desk_count, policies
from .actions import NOTE_MAX, label_of
from .models import Case, CaseNote

_MOST = 200


def can_take(member: Member, case: Case, *, reporters: set[int] | None = None) -> Decision:
    """Whether the member could judge the case if nobody else were on it. `reporters`, if the caller knows who reported it."""
    free = copy(case)
    free.claimed_at = None
    if case.target_type == Case.Target.APPEAL:
        appeal = Appeal.objects.select_related("redress__decision__case", "redress__notice").filter(case=case.pk).first()
        if appeal is not None:
            appeal.case = free
            return appeals.can_decide_appeal(member, appeal)
    if case.target_type == Case.Target.PROPOSAL:
        proposal = Proposal.objects.filter(case=case.pk, needs_second=True, by=member.pk).exists()
        if proposal:
            return denied(gettext_lazy("They proposed this. A second person has to agree."))
    if reporters is None:
        reporters = reporters_of(case)
    return policies.can_judge(member, free, has_reported=member.pk in reporters)


def reporters_of(case: Case) -> set[int]:
    return set(Report.objects.filter(case=case.pk, state=Report.State.OPEN).values_list("reporter_id", flat=True))


def candidates(case: Case, by: Member) -> list[Member]:
    """Whom it can be passed on to. For the one page that asks: it looks at each colleague."""
    reporters = reporters_of(case)
    people = [member for member in moderators_of(case.forum_id)[:_MOST] if member.pk != by.pk]
    return sorted(
        (member for member in people if can_take(member, case, reporters=reporters)), key=lambda member: member.name.casefold()
    )


def can_pass_on(by: Member, case: Case) -> Decision:
    """Whoever moderates there; also in a matter they may not judge themselves, unless it is about them."""
    if not (allowed := policies.can_note(by, case)):
        return allowed
    if not case.is_open:
        return denied(gettext_lazy("This case is decided. There is nothing to pass on."))
    return ALLOWED


@transaction.atomic
def pass_on(*, by: Member, case: Case, to: Member | None, note: str = "") -> bool:
    """Give the case to a colleague and say why; None takes it from whom it was passed on to, so that it is everybody's again.

    Says whether anything changed. Raises Refused, or ValidationError by field (to, note).
    """
    locked = Case.objects.select_for_update(of=("self",), no_key=True).select_related("claimed_by", "assigned_to").get(pk=case.pk)
    can_pass_on(by, locked).enforce()
    note = note.replace("\0", "").replace("\r\n", "\n").strip()
    if len(note) > NOTE_MAX:
        raise ValidationError({"note": _("Up to %(n)s characters.") % {"n": NOTE_MAX}})
    if to is not None and not (allowed := can_take(to, locked)):
        raise ValidationError({"to": _("%(name)s cannot take it: %(why)s") % {"name": to.name, "why": allowed.reason}})
    if note:
        CaseNote.objects.create(case=locked, author=by, body=note)
    if locked.assigned_to_id == (to.pk if to else None):
        return bool(note)
    locked.assigned_to = to
    # Whoever passes it on is not on it any more; somebody else's claim is theirs to keep.
    if locked.claimed_by_id == by.pk and (to is None or to.pk != by.pk):
        locked.claimed_by = locked.claimed_at = None
    locked.save(update_fields=["assigned_to", "claimed_by", "claimed_at"])
    case.assigned_to, case.claimed_by, case.claimed_at = to, locked.claimed_by, locked.claimed_at
    if to is not None:
        notify(
            member=to,
            verb="moderation.passed_on",
            event=f"case:{locked.pk}:passed:{timezone.now().isoformat()}",
            actor=by,
            data={"case": locked.pk, "title": locked.snapshot.get("title", ""), "text": note},
        )
    desk_count.changed()
    log.record(
        by=by,
        verb="case.passed" if to else "case.unassigned",
        target=label_of(locked),
        forum_id=locked.forum_id,
        data={"to": to.pk if to else None},
    )
    return True


def _still_visible(member: Member, told: Sequence[Notification]) -> set[int]:
    """Whoever no longer moderates there is not led to the case."""
    by_case = {notification.pk: notification.data.get("case") for notification in told}
    seen = set(Case.objects.visible_to(member).filter(pk__in=[pk for pk in by_case.values() if pk]).values_list("pk", flat=True))
    return {pk for pk, case in by_case.items() if case in seen}


VERBS = (
    Verb(
        "moderation.passed_on",
        lambda notification: _("A case was passed on to you: “%(title)s”") % {"title": notification.data.get("title", "")},
        lambda notification: reverse("desk:case", args=[notification.data.get("case", 0)]),
        "direct",
        _still_visible,
    ),
)
