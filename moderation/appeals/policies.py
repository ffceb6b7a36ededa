"""Who may object to what and until when, and who may answer: never whoever had a hand in it."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Member
from community.core.decisions import ALLOWED, Decision, denied
from forums.access import Viewer
from moderation.cases.policies import can_judge
from moderation.sanctions.policies import may_report

from . import queries
from .models import Appeal, Redress

_ABOUT_YOU = gettext_lazy("This is about you. Somebody else has to decide it.")


def can_appeal(way: Redress) -> Decision:
    """Whoever has the address may object to a decision that stands, once, while the way is open."""
    appeal = _appeal_of(way)
    if appeal is not None:
        if appeal.state == Appeal.State.WITHDRAWN:
            return denied(gettext_lazy("You withdrew your objection. It cannot be made a second time."))
        return denied(gettext_lazy("You have objected to this decision already."))
    if way.decision.undone_at is not None:
        return denied(
            _("We took this decision back on %(when)s. There is nothing left to object to.")
            % {"when": _day(way.decision.undone_at)}
        )
    if not way.is_open:
        return denied(
            _("Objecting was possible until %(when)s. You can still turn to a dispute settlement body or a court.")
            % {"when": _day(way.open_until)}
        )
    if way.role == Redress.Role.NOTIFIER and (notifier := notifier_of(way)) is not None:
        return may_report(notifier)
    return ALLOWED


def can_withdraw(way: Redress) -> Decision:
    appeal = _appeal_of(way)
    if appeal is None:
        return denied(gettext_lazy("You have not objected to this decision."))
    if appeal.state != Appeal.State.OPEN:
        return denied(gettext_lazy("Your objection is settled already."))
    return ALLOWED


def can_decide_appeal(by: Viewer, appeal: Appeal) -> Decision:
    """Whoever moderates there and had no part in it: neither in the decision nor in the matter."""
    case, way = appeal.case, appeal.redress
    assert case is not None
    decision = way.decision
    if not (allowed := can_judge(by, case, has_reported=False)):
        return allowed
    if by.pk in {decision.case.subject_id, way.member_id, way.notice.member_id if way.notice else None}:
        return denied(_ABOUT_YOU)
    if by.pk in queries.deciders(decision):
        return _not_by_who_decided(by, appeal)
    if queries.has_notified(by, decision):
        return denied(gettext_lazy("You have reported this yourself. Somebody else has to decide it."))
    return ALLOWED


def can_reverse(by: Viewer, appeal: Appeal) -> Decision:
    """A success may open the case again, which cannot be while another one about the same thing is open."""
    if not (allowed := can_decide_appeal(by, appeal)):
        return allowed
    if queries.opens_again(appeal.redress) and (other := queries.is_on_the_case_elsewhere(appeal)) is not None:
        return denied(_("Case %(number)s about the same thing is open. Decide that one first.") % {"number": other.pk})
    return ALLOWED


def notifier_of(way: Redress) -> Member | None:
    return way.member if way.member is not None else (way.notice.member if way.notice is not None else None)


def _not_by_who_decided(by: Viewer, appeal: Appeal) -> Decision:
    """On a small site the sentence says what to do when nobody else is there."""
    way = appeal.redress
    involved = queries.deciders(way.decision) | {way.decision.case.subject_id, way.member_id}
    others = [m for m in queries.moderators_of(way.decision.case.forum_id) if m.pk not in involved]
    if others:
        return denied(gettext_lazy("You had a part in the first decision. Somebody else has to answer the objection."))
    if by.is_superuser:
        return denied(
            gettext_lazy(
                "You had a part in the first decision, and nobody else moderates here. "
                "Please give somebody you trust the right to moderate: an objection must be answered by another person."
            )
        )
    return denied(
        gettext_lazy(
            "You had a part in the first decision, and nobody else moderates here. "
            "Please ask whoever owns the site for a second person."
        )
    )


def _appeal_of(way: Redress) -> Appeal | None:
    return getattr(way, "appeal", None)


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")
