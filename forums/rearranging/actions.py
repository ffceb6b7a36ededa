"""Split, move, merge, and take it back. Both threads are locked in the order of their ids: a reply comes before or after."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.notifications.actions import notify, withdraw
from community.core.decisions import denied
from forums import signals
from forums.composing.actions import clean_title
from forums.events.models import Event
from forums.personal.models import Subscription
from forums.posts.models import Post
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from . import policies
from .carrying import carry, carry_back, moved_drafts
from .models import Transfer

MOST = 200  # chosen one by one
MOST_MERGED = 2_000


@transaction.atomic
def split(*, by: Member, thread: Thread, post_ids: Collection[int], title: str) -> Transfer:
    """Make a new thread of these replies; the first opens it. Raises Refused, or ValidationError by field (title, posts)."""
    policies.can_rearrange(by, thread).enforce()
    title = clean_title(title)
    source, posts = _locked(thread, post_ids)
    # It may have been moved or hidden while we waited.
    policies.can_rearrange(by, source).enforce()
    opening = posts[0]
    if not opening.is_published:
        raise ValidationError({"posts": _("The first post of the new thread must be one that everybody can read.")})
    now = timezone.now()
    target = Thread.objects.create(
        forum=source.forum,
        author=opening.author,
        title=title,
        kind=Thread.Kind.QUESTION if source.forum.questions_only else Thread.Kind.DISCUSSION,
        created_at=opening.created_at,
        last_post_at=opening.published_at or now,
        last_poster=opening.author,
        recent_posters=[opening.author_id],
    )
    counters.thread_shown(target, posts=0)
    return _done(carry(source, target, posts, kind=Transfer.Kind.SPLIT, by=by), posts, by=by)


@transaction.atomic
def move(*, by: Member, thread: Thread, post_ids: Collection[int], target: Thread) -> Transfer:
    """Put these replies at the end of another thread. Raises Refused, or ValidationError by field (posts)."""
    authors = Member.objects.filter(posts__in=list(post_ids)).distinct()
    policies.can_transfer(by, thread, target, authors).enforce()
    source, posts = _locked(thread, post_ids, target)
    fresh = Thread.objects.select_related("forum").get(pk=target.pk)
    policies.can_transfer(by, source, fresh, ()).enforce()
    return _done(carry(source, fresh, posts, kind=Transfer.Kind.MOVE, by=by), posts, by=by)


@transaction.atomic
def merge(*, by: Member, thread: Thread, target: Thread) -> Transfer:
    """Put everything at the end of another thread; the address of this one leads there."""
    policies.can_transfer(by, thread, target, Member.objects.filter(posts__thread=thread).distinct()).enforce()
    if Event.objects.filter(post__thread=thread).exists():
        denied(_("This thread announces an event. Join the other one to it.")).enforce()
    ids = list(Post.objects.filter(thread=thread).values_list("pk", flat=True)[: MOST_MERGED + 1])
    if len(ids) > MOST_MERGED:
        denied(_("This thread has more than %(n)s posts. Join the other one to it.") % {"n": MOST_MERGED}).enforce()
    signals.thread_about_to_merge.send(Thread, thread=thread)
    source, posts = _locked(thread, None, target)
    fresh = Thread.objects.select_related("forum").get(pk=target.pk)
    policies.can_transfer(by, source, fresh, ()).enforce()
    transfer = carry(source, fresh, posts, kind=Transfer.Kind.MERGE, by=by)
    watching = Subscription.objects.filter(thread=source).values_list("member_id", "level")
    Subscription.objects.bulk_create(
        [Subscription(member_id=member_id, thread=fresh, level=level) for member_id, level in watching], ignore_conflicts=True
    )
    moved_drafts(source, fresh)
    thread_levers.mark(source, Thread.Extra.MERGED)
    # Empty, and everything in it can be read elsewhere: that takes nothing from anybody.
    thread_levers.remove(source)
    return _done(transfer, posts, by=by)


@transaction.atomic
def undo(*, by: Member, transfer: Transfer) -> bool:
    """Put the posts back where they were, with the numbers they had. What was written since in the other thread stays there."""
    policies.can_undo(by, transfer).enforce()
    ids = [item[0] for item in transfer.items]
    signals.posts_about_to_move.send(Post, post_ids=ids)
    locked = {pk: counters.lock(pk) for pk in sorted((transfer.source_id, transfer.target_id))}
    if not Transfer.objects.filter(pk=transfer.pk, undone_at=None).update(undone_at=timezone.now()):
        denied(_("This was taken back already.")).enforce()
    source, target = locked[transfer.source_id], locked[transfer.target_id]
    # Either may have been hidden or joined while we waited.
    transfer.source, transfer.target = source, target
    policies.can_undo(by, transfer).enforce()
    posts = list(
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("author")
        .filter(pk__in=ids, thread=target)
        .order_by("number")
    )
    if len(posts) < len(ids):
        denied(_("Some of the posts went on to another thread. Take that back first.")).enforce()
    left = Post.objects.filter(thread=target).exclude(pk__in=ids)
    if transfer.kind == Transfer.Kind.SPLIT and left.exists():
        denied(_("Somebody has written in the new thread. Join it to the old one instead.")).enforce()
    if transfer.kind == Transfer.Kind.MERGE:
        thread_levers.unmark(source, Thread.Extra.MERGED)
        thread_levers.restore(source)
        source.state = Thread.State.PUBLISHED
    carry_back(transfer, source, target, posts)
    if transfer.kind == Transfer.Kind.SPLIT:
        thread_levers.remove(target)
    signals.posts_moved.send(Transfer, transfer=transfer, posts=posts, source=target, target=source, by=by, is_undo=True)
    _told_back(transfer, posts, source, by=by)
    return True


def _told_back(transfer: Transfer, posts: list[Post], source: Thread, *, by: Member) -> None:
    """Who has not heard of it yet hears nothing; who has is told that the post is back."""
    told: set[int] = set()
    for post in posts:
        if not post.is_published or post.author_id in told:
            continue
        told.add(post.author_id)
        if not withdraw(member=post.author, event=f"moved:{transfer.pk}"):
            about = {"post": post.pk, "thread": source.pk, "number": post.number, "title": source.title}
            notify(member=post.author, verb="forums.moved", event=f"moved-back:{transfer.pk}", actor=by, data=about)


def _locked(source: Thread, post_ids: Collection[int] | None, target: Thread | None = None) -> tuple[Thread, list[Post]]:
    """The source and the posts as they are now, everything locked: cases, then threads by id, then posts."""
    chosen = Post.objects.filter(thread=source.pk)
    if post_ids is not None:
        if not post_ids or len(post_ids) > MOST:
            raise ValidationError({"posts": _("Please choose 1 to %(n)s posts.") % {"n": MOST}})
        chosen = chosen.filter(pk__in=list(post_ids))
    signals.posts_about_to_move.send(Post, post_ids=list(chosen.values_list("pk", flat=True)))
    threads = {pk: counters.lock(pk) for pk in sorted({source.pk, *([target.pk] if target else [])})}
    rows = chosen.select_for_update(of=("self",), no_key=True).select_related("author")
    posts = sorted(rows.order_by("pk"), key=lambda post: (post.number is None, post.number or 0, post.pk))
    if post_ids is not None:
        if len(posts) < len(set(post_ids)) or any(post.number is None for post in posts):
            raise ValidationError({"posts": _("Some of the posts are not in this thread any more. Please look again.")})
        if posts[0].is_opening:
            raise ValidationError({"posts": _("The first post stays. Join the whole thread to another one instead.")})
    elif not posts or posts[0].number is None:
        raise ValidationError({"posts": _("There is nothing to join.")})
    return threads[source.pk], posts


def _done(transfer: Transfer, posts: list[Post], *, by: Member) -> Transfer:
    """Tell those above, and everybody whose posts stand elsewhere now."""
    source, target = transfer.source, transfer.target
    signals.posts_moved.send(Transfer, transfer=transfer, posts=posts, source=source, target=target, by=by, is_undo=False)
    told: set[int] = set()
    for post in posts:
        if post.is_published and post.author_id not in told:
            told.add(post.author_id)
            about = {"post": post.pk, "thread": target.pk, "number": post.number, "title": target.title}
            notify(member=post.author, verb="forums.moved", event=f"moved:{transfer.pk}", actor=by, data=about)
    return transfer
