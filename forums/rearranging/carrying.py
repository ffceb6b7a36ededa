"""Carrying posts from thread to thread: rows, numbers, counters, marks. Callers hold both threads' locks and the right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Member
from forums.personal.marks import raise_marks
from forums.personal.models import Draft, ReadMark, Subscription
from forums.posts.models import Post
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from . import bells
from .models import Transfer

BATCH = 200


def carry(source: Thread, target: Thread, posts: Sequence[Post], *, kind: str, by: Member) -> Transfer:
    """Put the posts (in the order of their numbers) at the end of `target` and remember where they were."""
    before = target.last_number
    numbers: dict[int, int] = {}
    for post in posts:
        if post.number is not None:
            numbers[post.number] = before + len(numbers) + 1
    # Posts that wait have no number, and get none.
    items = [[post.pk, post.number, numbers.get(post.number or 0), post.reply_to] for post in posts]
    # What was written before the last post here stands behind it now: the order is no longer that of time.
    if any(post.published_at and post.published_at < target.last_post_at for post in posts) and before:
        thread_levers.mark(target, Thread.Extra.JOINED)
    accepted = source.accepted_number
    for post in posts:
        post.thread = target
        post.number = numbers[post.number] if post.number is not None else None
        # Whom it answered, as far as that came along.
        post.reply_to = numbers.get(post.reply_to) if post.reply_to else None
    Post.objects.bulk_update(posts, ["thread", "number", "reply_to"], batch_size=BATCH)
    Thread.objects.filter(pk=target.pk).update(last_number=before + len(numbers))
    target.last_number = before + len(numbers)
    if accepted in numbers:
        thread_levers.accept(source, None)
        if target.is_question and target.accepted_number is None and numbers[accepted] > 1:
            thread_levers.accept(target, numbers[accepted])
    _count(source, target, posts)
    _marks(source, target, numbers, before)
    _follow(target, posts)
    bells.follow(posts)
    thread_levers.mark(source, Thread.Extra.MOVED)
    close_gap(source)
    thread_levers.mark(target, source.extras & (Thread.Extra.POLL | Thread.Extra.WIKI | Thread.Extra.EVENT))
    return Transfer.objects.create(
        kind=kind,
        source=source,
        target=target,
        by=by,
        at=timezone.now(),
        items=items,
        first_number=min(numbers),
        last_number=max(numbers),
        accepted_before=accepted if accepted in numbers else None,
    )


def carry_back(transfer: Transfer, source: Thread, target: Thread, posts: Sequence[Post]) -> None:
    """Give the posts the numbers they had: nobody else was given them meanwhile."""
    there = {pk: (old, answered) for pk, old, _new, answered in transfer.items}
    for post in posts:
        post.thread = source
        old, post.reply_to = there[post.pk]
        # What waited and was published meanwhile gets a number of its own there.
        post.number = counters.next_number(source) if old is None and post.number is not None else old
    Post.objects.bulk_update(posts, ["thread", "number", "reply_to"], batch_size=BATCH)
    gone = {new: old for _pk, old, new, _answered in transfer.items}
    if target.accepted_number in gone:
        thread_levers.accept(target, None)
    if transfer.accepted_before and source.is_question and source.accepted_number is None:
        thread_levers.accept(source, transfer.accepted_before)
    _count(target, source, posts)
    bells.follow(posts)
    thread_levers.mark(target, Thread.Extra.MOVED)
    close_gap(target)


def close_gap(thread: Thread) -> None:
    """Where the last posts left, whoever has read all that remains has nothing new there."""
    left = Post.objects.filter(thread=thread, number__isnull=False).order_by("-number").values_list("number", flat=True).first()
    if left is not None and left < thread.last_number:
        ReadMark.objects.filter(thread=thread, last_number__gte=left).update(last_number=thread.last_number)


def _count(source: Thread, target: Thread, posts: Sequence[Post]) -> None:
    moved = sum(post.is_published for post in posts)
    for thread in (source, target):
        retell(thread)
    if source.state == target.state == Thread.State.PUBLISHED:
        counters.posts_moved(source, target, posts=moved)


def retell(thread: Thread) -> None:
    """Make the thread's own counters from its rows."""
    published = Post.objects.published().filter(thread=thread)
    recent: list[int] = []
    last_at = None
    for writer, at in (
        published.order_by(*counters.newest_first(thread)).values_list("author_id", "published_at").iterator(chunk_size=50)
    ):
        last_at = last_at or at
        if writer not in recent:
            recent.append(writer)
        if len(recent) == counters.RECENT:
            break
    thread.reply_count = published.filter(number__gt=1).count()
    thread.participant_count = published.values("author").distinct().count()
    thread.last_post_at = last_at or thread.created_at
    thread.last_poster_id = recent[0] if recent else thread.author_id
    thread.recent_posters = recent or [thread.author_id]
    Thread.objects.filter(pk=thread.pk).update(
        reply_count=thread.reply_count,
        participant_count=thread.participant_count,
        last_post_at=thread.last_post_at,
        last_poster_id=thread.last_poster_id,
        recent_posters=thread.recent_posters,
    )


def _marks(source: Thread, target: Thread, numbers: dict[int, int], before: int) -> None:
    """Who had read the posts there, and everything here, has read them here."""
    up_to_date = dict(ReadMark.objects.filter(thread=target).values_list("member", "last_number"))
    came, raised = sorted(numbers), []
    for member_id, read in ReadMark.objects.filter(thread=source).values_list("member", "last_number"):
        new = before + bisect_right(came, read)
        if new > before and up_to_date.get(member_id, 0) >= before:
            raised.append((member_id, new))
    raise_marks(target, raised)


def _follow(target: Thread, posts: Sequence[Post]) -> None:
    """Who wrote something follows it where it is now, unless they have chosen already."""
    writers = {post.author_id for post in posts if post.is_published}
    Subscription.objects.bulk_create(
        [Subscription(member_id=pk, thread=target, level=Subscription.Level.TRACK) for pk in sorted(writers)],
        ignore_conflicts=True,
    )


def moved_drafts(source: Thread, target: Thread) -> None:
    """A reply that somebody has begun is kept where it can be sent, unless they have begun another one there."""
    begun = Draft.objects.filter(place=f"thread:{target.pk}", member=OuterRef("member"))
    Draft.objects.filter(~Exists(begun), place=f"thread:{source.pk}").update(place=f"thread:{target.pk}")
