"""What is begun from a member's page."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Member
from moderation.audit import log
from moderation.cases import opening
from moderation.cases.actions import label_of
from moderation.cases.models import Case

from . import policies

SEVERITY = 2
HEADLINE = gettext_noop("Opened by a moderator")


@transaction.atomic
def open_case(*, by: Member, member: Member) -> Case:
    """The open case about this member, a new one if there was none, so that something can be decided about them."""
    policies.can_open_case(by, member).enforce()
    case, is_new = opening.open_or_join(
        target_type="member", thing=member, kind=Case.Kind.SPOT, headline=HEADLINE, severity=SEVERITY
    )
    if is_new:
        log.record(by=by, verb="case.opened", target=label_of(case))
    return case
