"""Reporting, adding to a report, and taking it back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify
from community.core.decisions import Refused
from moderation.cases import desk_count, opening, priority
from moderation.cases.models import Case

from . import policies
from .models import Reason, Report, ReportAddition
from .snapshots import seen_by

NOTE_MAX = 2000


@transaction.atomic
def report(*, by: Member, target_type: str, thing: Any, reason: Reason, note: str = "") -> Report:
    """Report `thing`, which the caller has made sure `by` can see (targets.TARGETS[...].visible).

    Opens its case or joins the open one. Raises Refused, or ValidationError by field (reason, note).
    """
    # Their row is locked: eleven reports at once are still ten a day.
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)
    policies.can_report(by, target_type, thing).enforce()
    note = note.replace("\0", "").strip()
    if not reason.is_active:
        raise ValidationError({"reason": _("Please choose one of the reasons.")})
    if len(note) > NOTE_MAX:
        raise ValidationError({"note": _("Up to %(n)s characters.") % {"n": NOTE_MAX}})
    if reason.needs_note and not note:
        raise ValidationError({"note": _("Please say in a few words what is wrong.")})
    policies.can_report_for(reason, target_type, thing).enforce()
    case, is_new = opening.open_or_join(
        target_type=target_type,
        thing=thing,
        kind=Case.Kind.REPORT,
        headline=reason.label,
        severity=reason.severity,
        reason=reason,
        weighed_later=True,
    )
    if is_new:
        # Somebody may have decided since the look above; from here on the case is locked.
        policies.can_report_for(reason, target_type, thing).enforce()
    try:
        with transaction.atomic():
            made = Report.objects.create(
                case=case, reporter=by, reason=reason, note=note, snapshot=seen_by(by, target_type, thing)
            )
    except IntegrityError as error:
        raise Refused(_("You have reported this already. We are looking at it.")) from error
    _take_in(case, reason)
    notify(
        member=by,
        verb="moderation.report_received",
        event=f"report:{made.pk}",
        data={"report": made.pk, "title": case.snapshot["title"]},
    )
    return made


def _take_in(case: Case, reason: Reason) -> None:
    """The case is as grave as its gravest report, and due as soon."""
    case.report_count += 1
    # A case that a legal notice named keeps that name unless a report is graver.
    if reason.severity > case.severity or (case.reason is None and not case.notice_items.exists()):
        case.severity = max(case.severity, reason.severity)
        case.reason = reason
        if case.kind != Case.Kind.HELD:
            case.headline = reason.label
    case.due_at = min(case.due_at, priority.due_at(severity=case.severity, opened_at=case.opened_at))
    case.save(update_fields=["report_count", "severity", "reason", "headline", "due_at"])
    opening.weigh(case)


@transaction.atomic
def add(*, by: Member, report: Report, body: str) -> ReportAddition:
    """What the reporter thought of later, for the moderators to read. Raises Refused, or ValidationError (field body)."""
    # Its row is locked: six additions at once are still five.
    fresh = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    policies.can_add(by, fresh, additions=fresh.additions.count()).enforce()
    body = body.replace("\0", "").replace("\r\n", "\n").strip()
    if not body:
        raise ValidationError({"body": _("Please write something.")})
    if len(body) > NOTE_MAX:
        raise ValidationError({"body": _("Up to %(n)s characters.") % {"n": NOTE_MAX}})
    return ReportAddition.objects.create(report=fresh, body=body)


@transaction.atomic
def withdraw(*, by: Member, report: Report) -> bool:
    """The reporter takes it back. A case that rested on it alone is closed, for there is nothing left to decide."""
    case = Case.objects.select_for_update(no_key=True).get(pk=report.case_id)
    fresh = Report.objects.select_for_update(no_key=True).get(pk=report.pk)
    policies.can_withdraw(by, fresh).enforce()
    fresh.state, fresh.decided_at = Report.State.WITHDRAWN, timezone.now()
    fresh.save(update_fields=["state", "decided_at"])
    case.report_count = max(0, case.report_count - 1)
    waits = case.reports.filter(state=Report.State.OPEN).exists() or case.notice_items.filter(state="open").exists()
    if case.kind == Case.Kind.REPORT and case.is_open and not waits:
        case.state, case.decided_at = Case.State.CLOSED, timezone.now()
        case.version += 1
        desk_count.changed()
    case.save(update_fields=["report_count", "state", "decided_at", "version"])
    opening.weigh(case)
    return True
