"""A moderator who answers what waits for a look has looked at it (community/decisions/0016).

Runs after the commit of the answer: the answer stands whatever becomes of the case, and a case is locked before its post
by everybody.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Refused
from forums.posts.models import Post
from forums.posts.quoted import quoted_ids
from forums.threads.models import Thread
from moderation.cases import actions as cases
from moderation.cases.models import Case
from moderation.decisions.actions import StaleCase, decide
from moderation.decisions.models import Decision
from moderation.legal_notices.models import NoticeItem
from moderation.reports.models import Report

# What is decided about a thing that somebody answers as they would answer anything, by its state.
_OUTCOMES = {Post.State.HELD: "release", Post.State.PUBLISHED: "keep"}


def review_answered(post_id: int) -> list[Decision]:
    """Close the review tasks about what this post of a moderator answers or quotes."""
    post = Post.objects.select_related("thread", "author").filter(pk=post_id).first()
    if post is None:
        return []
    answered = Q(number__in=[post.reply_to] if post.reply_to else []) | Q(pk__in=quoted_ids(post.source))
    if post.thread.state == Thread.State.HELD:
        # The thread waits because its opening post does; whoever writes there answers it.
        answered |= Q(number=1)
    found = Post.objects.filter(answered, thread=post.thread_id).exclude(pk=post.pk)
    return review(by=post.author, post_ids=list(found.values_list("pk", flat=True)[:20]))


def review_accepted(thread_id: int, number: int, by_id: int) -> list[Decision]:
    found = Post.objects.filter(thread=thread_id, number=number)
    return review(by=Member.objects.get(pk=by_id), post_ids=list(found.values_list("pk", flat=True)))


def review(*, by: Member, post_ids: list[int]) -> list[Decision]:
    """Decide the cases about these posts that nobody reported and nobody else is on; each by itself."""
    waiting = (
        Case.objects.open()
        .filter(target_type="post", target_id__in=post_ids, kind__in=[Case.Kind.HELD, Case.Kind.SPOT])
        .exclude(pk__in=Report.objects.filter(state=Report.State.OPEN, case__target_id__in=post_ids).values("case"))
        .exclude(pk__in=NoticeItem.objects.filter(state=NoticeItem.State.OPEN, case__target_id__in=post_ids).values("case"))
    )
    states = dict(Post.objects.filter(pk__in=post_ids).values_list("pk", "state"))
    made = []
    for case in waiting.order_by("pk"):
        outcome = _OUTCOMES.get(Post.State(states[case.target_id]))
        if outcome is None:
            continue
        try:
            with transaction.atomic():
                made.append(decide(by=by, case=case, outcome=outcome, version=case.version))
                cases.note(by=by, case=case, body=_("Decided by answering in the thread."))
        except (Refused, StaleCase, ValidationError):
            continue  # their own matter, in a colleague's hands, or decided meanwhile: it waits as before
    return made
