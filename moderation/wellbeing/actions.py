"""Choosing how the desk looks, and judging once more."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from moderation.audit import log
from moderation.decisions.models import LegalGround, Rule

from . import policies, queries
from .agreement import GROUP_OF, GROUPS, STAY
from .models import DeskPreference, DoubleReview

HIGHEST_LIMIT = 500


def prefer(*, by: Member, blur: bool, grey: bool, severe_a_day: int | None) -> DeskPreference:
    """One's own choice; nobody has to allow it, and nobody else learns of it."""
    if severe_a_day is not None and not 0 <= severe_a_day <= HIGHEST_LIMIT:
        raise ValidationError({"severe_a_day": _("Please choose a number up to %(n)s.") % {"n": HIGHEST_LIMIT}})
    chosen = {"blur": blur, "grey": grey, "severe_a_day": severe_a_day}
    return DeskPreference.objects.update_or_create(member=by, defaults=chosen)[0]


@transaction.atomic
def review(
    *, by: Member, review: DoubleReview, group: str, rule: Rule | None = None, law: LegalGround | None = None
) -> DoubleReview:
    """Judge it without knowing what was decided. Raises Refused, or ValidationError by field (group, rule)."""
    found = DoubleReview.objects.select_for_update(of=("self",), no_key=True).select_related("decision__case").get(pk=review.pk)
    policies.can_review(by, found, is_involved=queries.is_involved(by, found)).enforce()
    if group not in GROUPS:
        raise ValidationError({"group": _("Please choose what you would decide.")})
    if group == STAY:
        rule = law = None
    elif rule is None and law is None:
        raise ValidationError({"rule": _("Please choose the ground it rests on.")})
    found.reviewer, found.reviewed_at = by, timezone.now()
    found.outcome, found.rule, found.law = group, rule if law is None else None, law
    found.agrees = group == GROUP_OF[found.decision.outcome]
    found.save(update_fields=["reviewer", "reviewed_at", "outcome", "rule", "law", "agrees"])
    # Neither what was said nor whether it agrees: who agrees with whom is nobody's business but theirs.
    log.record(
        by=by,
        verb="review.judged",
        target=("review", found.pk, _("Double review %(number)s") % {"number": found.pk}),
        forum_id=found.decision.case.forum_id,
    )
    return found
