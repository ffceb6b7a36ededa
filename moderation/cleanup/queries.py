"""What a clean-up would remove, before it is pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Min, Q

from accounts.models import Member
from forums.posts.models import Post, PostQuerySet
from forums.threads.models import Thread, ThreadQuerySet
from moderation.cases.models import Case, CaseQuerySet
from moderation.decisions.models import Rule
from moderation.reports.models import Reason

# What readers see or wait for; what was hidden, removed or taken back already stays as it is.
THERE = ("published", "held")


@dataclass(frozen=True)
class Preview:
    posts: int
    held: int
    threads: int
    answers_by_others: int  # in the member's threads: they go out of sight with them
    oldest: datetime | None
    forums: list[tuple[str, int]] = field(default_factory=list)
    cases: int = 0


def preview(member: Member) -> Preview:
    """Five queries, however much was written."""
    posts = posts_of(member).aggregate(n=Count("pk"), held=Count("pk", filter=Q(state="held")), oldest=Min("created_at"))
    forums = posts_of(member).values_list("thread__forum__name").annotate(n=Count("pk")).order_by("-n", "thread__forum__name")
    return Preview(
        posts=posts["n"],
        held=posts["held"],
        threads=threads_of(member).count(),
        answers_by_others=Post.objects.published().filter(thread__in=threads_of(member)).exclude(author=member).count(),
        oldest=posts["oldest"],
        forums=[(name, n) for name, n in forums],
        cases=open_cases_about(member).count(),
    )


def posts_of(member: Member) -> PostQuerySet:
    found: PostQuerySet = Post.objects.filter(author=member, state__in=THERE)
    return found


def threads_of(member: Member) -> ThreadQuerySet:
    found: ThreadQuerySet = Thread.objects.filter(author=member, state__in=THERE)
    return found


def open_cases_about(member: Member) -> CaseQuerySet:
    """Cases about what would be removed; those about the profile, an appeal or a proposal are not among them."""
    return Case.objects.open().filter(subject=member, target_type__in=("post", "thread", "attachment"))


def usual_rule() -> Rule | None:
    """The house rule against advertising, as the reason “spam” names it."""
    return Rule.objects.filter(pk__in=Reason.objects.filter(slug="spam").values("rule"), is_active=True).first()
