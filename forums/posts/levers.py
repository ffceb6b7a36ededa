"""What higher storeys may do to a post. Each says whether it moved anything; none asks why.

An opening post that stands alone takes its thread along: a thread nobody answered is nothing without it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from forums import signals
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread

from .models import Post

_STATE = Post.State
_THREAD_STATE = {
    _STATE.PUBLISHED: Thread.State.PUBLISHED,
    _STATE.HELD: Thread.State.HELD,
    _STATE.HIDDEN: Thread.State.HIDDEN,
    _STATE.REMOVED: Thread.State.REMOVED,
    _STATE.DELETED: Thread.State.REMOVED,
}


def hide(post: Post) -> bool:
    return to_state(post, _STATE.HIDDEN)


def remove(post: Post) -> bool:
    return to_state(post, _STATE.REMOVED)


def delete(post: Post) -> bool:
    """Taken back by its author, unless somebody took it down before them; kept, so that it can come back."""
    return to_state(post, _STATE.DELETED, only_from=(_STATE.PUBLISHED, _STATE.HELD))


@transaction.atomic
def bring_back(post: Post) -> bool:
    """What its author took back comes back as it was: in public, or waiting. False when it is not theirs to bring back."""
    _lock_thread_of(post)
    was_public = Post.objects.filter(pk=post.pk, published_at__isnull=False).exists()
    return to_state(post, _STATE.PUBLISHED if was_public else _STATE.HELD, only_from=(_STATE.DELETED,))


def make_wiki(post: Post, is_wiki: bool) -> bool:
    changed = Post.objects.filter(pk=post.pk, is_wiki=not is_wiki).update(is_wiki=is_wiki)
    post.is_wiki = is_wiki
    return bool(changed)


def restore(post: Post) -> bool:
    return to_state(post, _STATE.PUBLISHED)


def hold(post: Post) -> bool:
    return to_state(post, _STATE.HELD)


def release(post: Post) -> bool:
    """Publish a post that waited. False when it did not wait (any more)."""
    return to_state(post, _STATE.PUBLISHED, only_from=(_STATE.HELD,))


def reject(post: Post) -> bool:
    """A post that waited is not published. False when it did not wait (any more)."""
    return to_state(post, _STATE.REMOVED, only_from=(_STATE.HELD,))


def _lock_thread_of(post: Post) -> Thread:
    """The thread the post stands in, locked. The caller's copy may be from before somebody moved it."""
    while True:
        thread = counters.lock(post.thread_id)
        stands_in = Post.objects.values_list("thread_id", flat=True).get(pk=post.pk)
        if stands_in == thread.pk:
            return thread
        post.thread_id = stands_in


@transaction.atomic
def forget_publication(post: Post) -> bool:
    """A post that waits or is hidden again was never published; its number is free again as long as nobody wrote after it."""
    thread = _lock_thread_of(post)
    unread = (_STATE.HELD, _STATE.HIDDEN)
    found = Post.objects.select_for_update(no_key=True).filter(pk=post.pk, state__in=unread, published_at__isnull=False).first()
    if found is None:
        return False
    fields: dict[str, object] = {"published_at": None}
    if found.number is not None and found.number > 1 and counters.take_number_back(thread, found.number):
        fields["number"] = None
    Post.objects.filter(pk=post.pk).update(**fields)
    post.published_at, post.number = None, fields.get("number", found.number)  # type: ignore[assignment]
    freed = found.number if "number" in fields else None
    signals.post_unpublished.send(Post, post=post, number=freed, since=found.published_at)
    return True


@transaction.atomic
def to_state(post: Post, state: str, *, only_from: Collection[str] | None = None) -> bool:
    """Bring the post into `state`, its number, counters and (where it stands alone) its thread along."""
    thread = _lock_thread_of(post)
    # Also the number: the caller's copy may be from before somebody published it.
    before, post.number, post.published_at = (
        Post.objects.select_for_update(no_key=True).values_list("state", "number", "published_at").get(pk=post.pk)
    )
    if before == state or (only_from is not None and before not in only_from):
        post.state = before
        return False
    others = Post.objects.filter(thread=thread, state=_STATE.PUBLISHED).exclude(pk=post.pk)
    post.state = state
    fields: dict[str, object] = {"state": state}
    first_time = False
    if state == _STATE.PUBLISHED:
        first_time = post.published_at is None
        if post.number is None:
            post.number = fields["number"] = counters.next_number(thread)
        if first_time:
            post.published_at = fields["published_at"] = timezone.now()
    elif state == _STATE.DELETED and before == _STATE.HELD:
        # Also an edit that waits: taking it back and bringing it again is no way past whoever is to look at it.
        post.published_at = fields["published_at"] = None
    Post.objects.filter(pk=post.pk).update(**fields)

    alone = post.number == 1 and thread.state == _THREAD_STATE[_STATE(before)]
    if first_time:
        counters.post_added(
            thread,
            author_id=post.author_id,
            number=post.number or 0,
            at=post.published_at or post.created_at,
            first_of_author=not others.filter(author=post.author_id).exists(),
        )
    elif _STATE.PUBLISHED in (state, before):
        counters.post_turned(
            thread,
            author_id=post.author_id,
            number=post.number or 0,
            delta=1 if state == _STATE.PUBLISHED else -1,
            only_of_author=not others.filter(author=post.author_id).exists(),
            newest=(
                Post.objects.published()
                .filter(thread=thread)
                .order_by(*counters.newest_first(thread))
                .values_list("author_id", "published_at")
                .iterator(chunk_size=50)
            ),
        )
    if state != _STATE.PUBLISHED:
        alone = alone and not others.exists()
    if alone:
        # Counted from the rows, which already say what the post is now.
        thread_levers.to_state(thread, _THREAD_STATE[_STATE(state)])
    post.thread = thread
    signals.post_state_changed.send(Post, post=post, before=before)
    if first_time:
        signals.post_published.send(Post, post=post, by=post.author)
    return True
