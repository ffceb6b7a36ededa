"""A badge for who reports well (settings.BADGE_RULES): that reports are upheld is known up here only."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from forums.badges.rules import Rule

from .models import Report

UPHELD = 3


def _reported_well(members: Collection[int]) -> Iterable[tuple[int, str]]:
    """Reports on different things, so that one bad post seen three times counts once."""
    upheld = Report.objects.filter(reporter__in=list(members), state=Report.State.UPHELD).values("reporter")
    counted = upheld.annotate(n=Count("case", distinct=True)).filter(n__gte=UPHELD).order_by()
    return ((pk, "") for pk in counted.values_list("reporter", flat=True))


GOOD_EYE = Rule(
    "good-eye", _("Good eye"), _("Three reports that were right."), "◎", _reported_well
)  # fmt: skip
