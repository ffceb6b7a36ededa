"""What the forum below tells moderation."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.dispatch import receiver

from forums import signals
from forums.composing.actions import BROUGHT_BACK
from forums.composing.submission import Verdict
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases import desk_count, opening
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions.models import Decision
from moderation.proposals import proposing
from moderation.signals import decision_made, decision_taken_back
from moderation.wellbeing import drawing

HELD_SEVERITY = 2


@receiver(signals.post_held)
def a_held_post_has_a_case(*, post: Post, verdict: Verdict, **kwargs: Any) -> None:
    """In the same transaction as the post: one never exists without the other."""
    evidence = {"rule": verdict.rule, **verdict.evidence, "told": str(verdict.message)}
    case, is_new = opening.open_or_join(
        target_type="post", thing=post, kind=Case.Kind.HELD, headline=verdict.rule, severity=HELD_SEVERITY, evidence=evidence
    )
    if not is_new and verdict.rule != BROUGHT_BACK:
        # It was reported, then edited, and the edit was held: the desk must now release it or not.
        Case.objects.filter(pk=case.pk).update(kind=Case.Kind.HELD, evidence=evidence)
        _show_as_it_reads_now(post)
        desk_count.changed()


@receiver(signals.post_edited)
def a_waiting_post_is_judged_as_it_reads_now(*, post: Post, **kwargs: Any) -> None:
    """Who releases a post has seen what is published. A reported one is kept as it was reported: that is the evidence."""
    _show_as_it_reads_now(post)


def _show_as_it_reads_now(post: Post) -> None:
    """The new version makes a decision about the text before it stale."""
    snapshot = TARGETS["post"].snapshot(post)
    Case.objects.open().on("post", post.pk).filter(kind=Case.Kind.HELD).update(
        snapshot=snapshot, excerpt=snapshot["excerpt"][:240], version=F("version") + 1
    )


@receiver(signals.thread_moved)
def cases_move_with_their_thread(*, thread: Thread, before: Forum, **kwargs: Any) -> None:
    """Whoever moderates the new forum finds the open cases; whoever moderated the old one no longer does."""
    open_cases = Case.objects.open()
    open_cases.on("thread", thread.pk).update(forum=thread.forum_id)
    open_cases.filter(target_type="post", target_id__in=Post.objects.filter(thread=thread).values("pk")).update(
        forum=thread.forum_id
    )
    desk_count.changed()


@receiver(decision_made)
def some_decisions_are_judged_twice(*, decision: Decision, **kwargs: Any) -> None:
    drawing.draw(decision)


@receiver(decision_taken_back)
def what_no_longer_stands_is_not_judged_twice(*, decision: Decision, **kwargs: Any) -> None:
    drawing.drop(decision)


@receiver(decision_taken_back)
def an_imposed_sanction_that_was_reversed_waits_for_nobody(*, decision: Decision, **kwargs: Any) -> None:
    proposing.settle(decision)
