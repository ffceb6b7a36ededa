"""Which threads were talked about most. The ranking is everybody's and kept for a while; what of it one may read is one's own.

A talk of many counts for more than two people's long one: twice the logarithm of how many wrote, once that of how much, and
for the long periods a little for how many looked. Short periods count posts written in them; long ones rank what was started
in them by the counters on the threads, so that a year of a million posts costs no more than a scan of its threads.
"""

from __future__ import annotations

from datetime import timedelta
from math import log2, log10
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forums.posts.models import Post
from forums.threads.models import Thread

_CANDIDATES = 1_000


class Period(NamedTuple):
    title: object
    name: object
    span: timedelta | None
    seconds: int  # so long the ranking is kept


PERIODS = {
    "day": Period(_("Top today"), _("today"), timedelta(days=1), 300),
    "week": Period(_("Top this week"), _("this week"), timedelta(days=7), 600),
    "month": Period(_("Top this month"), _("this month"), timedelta(days=30), 1_800),
    "quarter": Period(_("Top of three months"), _("three months"), timedelta(days=91), 10_800),
    "year": Period(_("Top this year"), _("this year"), timedelta(days=365), 21_600),
    "all": Period(_("Top of all time"), _("all time"), None, 21_600),
}
_SHORT = ("day", "week", "month")


def score(*, posts: int, people: int, views: int = 0) -> float:
    return 2 * log2(1 + people) + log2(1 + posts) + log10(1 + views)


def ranked(period: str) -> list[int]:
    """Ids of the best threads of the period, best first."""
    key = f"forums.web.top.{period}"
    known = cache.get(key)
    if known is None:
        scores = _recently_written(period) if period in _SHORT else _started_in(period)
        known = [pk for pk, _score in sorted(scores.items(), key=lambda pair: (-pair[1], -pair[0]))]
        cache.set(key, known, PERIODS[period].seconds)
    return known


def _recently_written(period: str) -> dict[int, float]:
    since = timezone.now() - (PERIODS[period].span or timedelta())
    active = (
        Thread.objects.published().filter(last_post_at__gte=since).order_by("-last_post_at", "-pk").values_list("pk", flat=True)
    )
    # Only the tail of a thread can be recent: a thread of 100,000 posts is not read for the sake of its last ten.
    recent = Post.objects.published().filter(
        thread__in=list(active[:_CANDIDATES]), published_at__gte=since, number__gt=F("thread__last_number") - 1_000
    )
    rows = recent.order_by().values_list("thread").annotate(Count("pk"), Count("author", distinct=True))
    return {pk: score(posts=posts, people=people) for pk, posts, people in rows}


def _started_in(period: str) -> dict[int, float]:
    threads, span = Thread.objects.published(), PERIODS[period].span
    if span is not None:
        # Started in the period means last written in it, too; the first has no index, the second has.
        since = timezone.now() - span
        threads = threads.filter(last_post_at__gte=since, created_at__gte=since)
    rows = threads.order_by("-participant_count", "-reply_count", "-pk")
    found = rows.values_list("pk", "reply_count", "participant_count", "view_count")[:_CANDIDATES]
    return {pk: score(posts=replies + 1, people=people, views=views) for pk, replies, people, views in found}
