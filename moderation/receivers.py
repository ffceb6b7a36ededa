"""What the forum below tells moderation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import Refused
from forums import signals
from forums.attachments.models import Attachment
from forums.composing import levers as word_levers
from forums.composing.actions import BROUGHT_BACK
from forums.composing.submission import Verdict
from forums.models import Forum
from forums.posts.models import Post
from forums.threads.models import Thread
from forums.timers.models import Timer
from moderation.access import moderates
from moderation.audit import log
from moderation.cases import desk_count, opening
from moderation.cases.models import Case, CaseQuerySet
from moderation.cases.targets import TARGETS
from moderation.cleanup import sweeping
from moderation.decisions.models import Decision
from moderation.interventions import answering, changes, timed
from moderation.proposals import proposing
from moderation.signals import decision_made, decision_taken_back
from moderation.wellbeing import drawing

HELD_SEVERITY = 2


@receiver(signals.post_about_to_change)
def cases_are_locked_before_their_posts(*, post: Post, **kwargs: Any) -> None:
    """As deciding does: two locks in two orders wait for each other."""
    list(Case.objects.open().on("post", post.pk).select_for_update(of=("self",), no_key=True).values_list("pk"))


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


@receiver(signals.post_edited)
def what_was_to_be_changed_comes_back(*, post: Post, by: Member, before: str, **kwargs: Any) -> None:
    """Asked for a change, its author made one: somebody looks again, and until then nobody else reads it."""
    if post.state == Post.State.HIDDEN and by.pk == post.author_id:
        changes.come_back(post, before=before)


@receiver(signals.post_published)
def a_moderators_answer_is_a_look(*, post: Post, by: Member, **kwargs: Any) -> None:
    if moderates(by, post.thread.forum_id):
        transaction.on_commit(partial(answering.review_answered, post.pk))


@receiver(signals.answer_accepted)
def a_moderators_yes_is_a_look(*, thread: Thread, number: int, by: Member, **kwargs: Any) -> None:
    if moderates(by, thread.forum_id):
        transaction.on_commit(partial(answering.review_accepted, thread.pk, number, by.pk))


@receiver(decision_taken_back)
def words_come_back_with_the_decision(*, decision: Decision, by: Member, **kwargs: Any) -> None:
    """Unless somebody has changed them since."""
    rewritten = decision.before.get("edit")
    post = TARGETS["post"].load(decision.case.target_id) if rewritten else None
    if post is not None:
        word_levers.put_back(post, rewritten, by=by)


def _show_as_it_reads_now(post: Post) -> None:
    """The new version makes a decision about the text before it stale."""
    snapshot = TARGETS["post"].snapshot(post)
    Case.objects.open().on("post", post.pk).filter(kind=Case.Kind.HELD).update(
        snapshot=snapshot, excerpt=snapshot["excerpt"][:240], version=F("version") + 1
    )


@receiver(signals.trust_set)
def a_level_given_is_on_record(
    *, member: Member, before: int, after: int, locked: bool, by: Member, reason: str, **kwargs: Any
) -> None:
    data = {"before": before, "after": after, "locked": locked}
    log.record(by=by, verb="trust.set", target=("member", member.pk, member.username), reason=reason, data=data)


@receiver(signals.post_featured)
def praise_is_on_record(*, post: Post, by: Member, reason: str, stands: bool, **kwargs: Any) -> None:
    target = ("post", post.pk, f"{post.thread.title} #{post.number}")
    verb = "post.featured" if stands else "post.unfeatured"
    log.record(by=by, verb=verb, target=target, forum_id=post.thread.forum_id, reason=reason)


@receiver(signals.thread_moved)
def cases_move_with_their_thread(*, thread: Thread, before: Forum, **kwargs: Any) -> None:
    """Whoever moderates the new forum finds the open cases; whoever moderated the old one no longer does."""
    open_cases = Case.objects.open()
    open_cases.on("thread", thread.pk).update(forum=thread.forum_id)
    open_cases.filter(target_type="attachment", thread_id=thread.pk).update(forum=thread.forum_id)
    open_cases.filter(target_type="post", target_id__in=Post.objects.filter(thread=thread).values("pk")).update(
        forum=thread.forum_id
    )
    desk_count.changed()


@receiver(signals.posts_about_to_move)
def cases_are_locked_before_the_posts_that_move(*, post_ids: list[int], **kwargs: Any) -> None:
    list(_about(post_ids).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def _about(post_ids: list[int]) -> CaseQuerySet:
    """All cases about these posts and their images."""
    images = Attachment.objects.filter(post__in=post_ids).values("pk")
    return Case.objects.filter(Q(target_type="post", target_id__in=post_ids) | Q(target_type="attachment", target_id__in=images))


@receiver(signals.thread_about_to_merge)
def an_open_case_keeps_its_thread(*, thread: Thread, **kwargs: Any) -> None:
    """What was reported is answered first: afterwards there is nothing left to decide about."""
    if case := Case.objects.open().on("thread", thread.pk).first():
        raise Refused(_("Case %(number)s about this thread is open. Decide it first.") % {"number": case.pk})


@receiver(signals.posts_moved)
def cases_move_with_their_posts(
    *, transfer: Any, posts: list[Post], source: Thread, target: Thread, by: Member, is_undo: bool, **kwargs: Any
) -> None:
    """Whoever moderates where the post stands now finds what is open about it; and the act is on record."""
    about = _about([post.pk for post in posts])
    about.update(thread_id=target.pk)
    if Case.objects.open().filter(pk__in=about).update(forum=target.forum_id):
        desk_count.changed()
    verb = "moved_back" if is_undo else {"split": "split", "merge": "merged"}.get(transfer.kind, "moved")
    log.record(
        by=by,
        verb=f"posts.{verb}",
        target=("thread", source.pk, source.title),
        forum_id=source.forum_id,
        data={"to": target.pk, "posts": [post.pk for post in posts]},
    )


@receiver(signals.timer_due)
def what_staff_set_a_timer_for_happens(*, timer: Timer, thread: Thread, **kwargs: Any) -> None:
    timed.carry_out(timer, thread)


@receiver(signals.post_wiki_changed)
def staff_open_posts_of_others_on_record(*, post: Post, by: Member, **kwargs: Any) -> None:
    if by.pk != post.author_id:
        label = f"{post.thread.title} #{post.number}"
        log.record(
            by=by,
            verb="post.wiki_changed",
            target=("post", post.pk, label),
            forum_id=post.thread.forum_id,
            data={"is_wiki": post.is_wiki},
        )


@receiver(signals.poll_closed)
def staff_close_polls_of_others_on_record(*, poll: Any, thread: Thread, by: Member, **kwargs: Any) -> None:
    if by.pk != poll.post.author_id:
        log.record(by=by, verb="poll.closed", target=("post", poll.post_id, str(poll)), forum_id=thread.forum_id)


@receiver(decision_made)
def some_decisions_are_judged_twice(*, decision: Decision, **kwargs: Any) -> None:
    drawing.draw(decision)


@receiver(decision_taken_back)
def what_no_longer_stands_is_not_judged_twice(*, decision: Decision, **kwargs: Any) -> None:
    drawing.drop(decision)


@receiver(decision_taken_back)
def an_imposed_sanction_that_was_reversed_waits_for_nobody(*, decision: Decision, **kwargs: Any) -> None:
    proposing.settle(decision)


@receiver(decision_taken_back)
def what_was_cleaned_up_comes_back(*, decision: Decision, **kwargs: Any) -> None:
    sweeping.put_back(decision)
