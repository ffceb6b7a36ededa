"""Who may report what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.policies import can_log_in
from community.core.decisions import ALLOWED, Decision, denied
from community.core.models import SiteSettings
from forums.access import Viewer
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS

from .models import Report


def can_report(member: Viewer, target_type: str, thing: Any) -> Decision:
    """Whether `member` may report `thing`, which they are known to see. A member who is read-only may: reporting is a right."""
    if not member.is_authenticated:
        return denied(_("Please log in first."))
    if not (decision := can_log_in(member)):
        return decision
    if TARGETS[target_type].author(thing).pk == member.pk:
        return denied(_("This is your own. You can edit it or take it back."))
    if Report.objects.filter(
        reporter=member,
        state=Report.State.OPEN,
        case__state=Case.State.OPEN,
        case__target_type=target_type,
        case__target_id=thing.pk,
    ).exists():
        return denied(_("You have reported this already. We are looking at it."))
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
    return ALLOWED


def can_withdraw(member: Viewer, report: Report) -> Decision:
    if report.reporter_id != member.pk:
        return denied(_("This is not your report."))
    if report.state != Report.State.OPEN:
        return denied(_("This report was decided already."))
    return ALLOWED
