"""Who may report what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Member
from accounts.policies import can_log_in
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings
from forums.access import Viewer
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.sanctions.policies import may_report

from .judged import Judged, judged
from .models import Reason, Report

ADDITIONS = 5


def can_report(member: Viewer, target_type: str, thing: Any) -> Decision:
    """Whether `member` may report `thing`, which they are known to see. A member who is read-only may: reporting is a right."""
    if not member.is_authenticated:
        return denied(gettext_lazy("Please log in first."))
    if not (decision := can_log_in(member)):
        return decision
    if not (decision := may_report(member)):
        return decision
    if TARGETS[target_type].author(thing).pk == member.pk:
        return denied(gettext_lazy("This is your own. You can edit it or take it back."))
    if Report.objects.filter(
        reporter=member,
        state=Report.State.OPEN,
        case__state=Case.State.OPEN,
        case__target_type=target_type,
        case__target_id=thing.pk,
    ).exists():
        return denied(gettext_lazy("You have reported this already. We are looking at it."))
    most = SiteSettings.current().reports_a_day
    if Report.objects.filter(reporter=member, created_at__gt=timezone.now() - timedelta(days=1)).count() >= most:
        return denied(
            ngettext(
                "You have reported %(n)d time in the last 24 hours. Please go on tomorrow.",
                "You have reported %(n)d times in the last 24 hours. Please go on tomorrow.",
                most,
            )
            % {"n": most}
        )
    found = judged(target_type, thing)
    if found is not None and found.severity >= max(Reason.Severity.values):
        return denied(_seen(found))
    return ALLOWED


def can_report_for(reason: Reason, target_type: str, thing: Any) -> Decision:
    """What a moderator has judged as it reads now is not judged again for the same; a graver reason, or an edit, is new."""
    found = judged(target_type, thing)
    if found is not None and reason.severity <= found.severity:
        return denied(_seen(found))
    return ALLOWED


def _seen(found: Judged) -> str:
    return _(
        "A moderator looked at exactly this on %(date)s. It can be reported again when it has changed, or for a graver reason."
    ) % {"date": date_format(timezone.localtime(found.at), "DATE_FORMAT")}


def can_withdraw(member: Viewer, report: Report) -> Decision:
    if report.reporter_id != member.pk:
        return denied(gettext_lazy("This is not your report."))
    if report.state != Report.State.OPEN:
        return denied(gettext_lazy("This report was decided already."))
    return ALLOWED


def can_add(member: Member, report: Report, *, additions: int) -> Decision:
    """While nobody has decided: what one thought of later. It is no report of its own and counts to no limit but its five."""
    if not (decision := can_withdraw(member, report)):
        return decision
    if not (decision := can_log_in(member)):
        return decision
    if not (decision := may_report(member)):
        return decision
    if additions >= ADDITIONS:
        return denied(
            ngettext("You have added to it %(n)d time. That is all.", "You have added to it %(n)d times. That is all.", ADDITIONS)
            % {"n": ADDITIONS}
        )
    return ALLOWED
