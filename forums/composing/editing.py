"""Editing: the earlier text is kept, a stale form is refused with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.decisions import denied
from community.core.markup.render import RENDERER_VERSION
from forums import policies, signals
from forums.attachments.actions import adopt
from forums.posts import levers
from forums.posts.models import Post, Revision
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.threads.tags import change, clean_tags

from . import limits
from .actions import Prepared, clean_title, prepare
from .submission import Outcome

# A slip mended at once leaves no trace: within these minutes, by the author, while the change is small.
GRACE = timedelta(minutes=5)
GRACE_CHARACTERS = 100
# The columns an edit writes.
WORDS = ("version", "source", "html", "text", "renderer", "edited_at", "edited_by")


class StaleEdit(Exception):
    """Somebody else saved in the meantime; `current` is the post as it stands."""

    def __init__(self, current: Post) -> None:
        super().__init__(_("This post was changed while you were writing."))
        self.current = current


@dataclass(frozen=True)
class Change:
    """New words for a post, rendered and screened before any lock is taken."""

    ready: Prepared
    version: int  # of the post the words were written for
    title: str | None
    kind: str | None
    tags: list[str] | None
    reason: str


def edit(
    *,
    by: Member,
    post: Post,
    body: str,
    version: int,
    title: str | None = None,
    kind: str | None = None,
    tags: Iterable[str] | None = None,
    reason: str = "",
) -> Post:
    """Replace a post's text and, for an opening post, its thread's title, kind and tags; None leaves them as they are.

    `version` is the version the form was made from. Raises StaleEdit, Refused, or ValidationError by field.
    """
    policies.can_edit(by, post).enforce()
    if by.pk != post.author_id:
        # A wiki is its text: what the thread is called and where it is filed stays its author's.
        title = kind = tags = None
    limits.check_count(by, "edits", limit=limits.EDITS_A_DAY, moderates=bool(policies.can_moderate(by, post.thread.forum_id)))
    change = prepare_change(by=by, post=post, body=body, version=version, title=title, kind=kind, tags=tags, reason=reason)
    with transaction.atomic():
        signals.post_about_to_change.send(Post, post=post)
        if change.tags is not None or change.kind is not None:
            # The thread first, as everywhere: two locks in two orders wait for each other.
            counters.lock(post.thread_id)
        fresh = locked(post)
        policies.can_edit(by, fresh).enforce()
        if change.ready.verdict.outcome is Outcome.HOLD and by.pk != fresh.author_id:
            # Holding it would take the whole wiki away from everybody for what one of many typed.
            denied(_("This change would have to wait for a moderator. Suggest it in a reply.")).enforce()
        store(change, post=fresh, by=by)
        if change.ready.verdict.outcome is Outcome.HOLD and fresh.state == Post.State.PUBLISHED:
            levers.hold(fresh)
            signals.post_held.send(Post, post=fresh, verdict=change.ready.verdict)
        return fresh


def prepare_change(
    *,
    by: Member,
    post: Post,
    body: str,
    version: int,
    title: str | None = None,
    kind: str | None = None,
    tags: Iterable[str] | None = None,
    reason: str = "",
) -> Change:
    """Look at what was typed. Raises Refused, or ValidationError by field."""
    if not post.is_opening:
        title = kind = tags = None
    if title is not None:
        title = clean_title(title)
    names = None if tags is None else clean_tags(tags, by=by)
    if len(reason) > 200:
        raise ValidationError({"reason": _("Up to %(n)s characters.") % {"n": 200}})
    ready = prepare(
        by=by, kind="edit", forum=post.thread.forum, title=title or post.thread.title, body=body, thread=post.thread, post=post
    )
    return Change(ready, version, title, kind, names, reason.strip())


def locked(post: Post) -> Post:
    """The post as it is now, its row locked until the transaction ends."""
    return Post.objects.select_for_update(of=("self",), no_key=True).select_related("thread__forum", "author").get(pk=post.pk)


def store(change: Change, *, post: Post, by: Member) -> bool:
    """Write the new words over the locked post; says whether they differ. Raises StaleEdit, or ValidationError by field."""
    if post.version != change.version:
        raise StaleEdit(post)
    ready = change.ready
    # Where a thread is filed is no part of what was said: it leaves no revision.
    _file(post.thread, change.kind, change.tags, by=by)
    same_title = change.title is None or change.title == post.thread.title
    if ready.body == post.source and same_title:
        return False
    before = post.source
    if not _is_slip(by, post, ready.body, same_title):
        Revision.objects.create(
            post=post,
            number=post.version,
            source=post.source,
            title=post.thread.title if post.is_opening else "",
            written_by_id=post.edited_by_id or post.author_id,
            written_at=post.edited_at or post.created_at,
            reason=change.reason,
        )
        post.edited_at, post.edited_by = timezone.now(), by
    post.version += 1
    post.source, post.html, post.text = ready.body, ready.rendered.html, ready.rendered.text
    post.renderer = RENDERER_VERSION
    post.save(update_fields=WORDS)
    if not same_title and change.title is not None:
        post.thread.title = change.title
        post.thread.save(update_fields=["title", "slug"])
    adopt(post, by)
    signals.post_edited.send(Post, post=post, by=by, before=before)
    return True


def _file(thread: Thread, kind: str | None, names: list[str] | None, *, by: Member) -> None:
    """Give the thread its new kind and tags; None leaves them alone."""
    if kind is not None and kind not in policies.kinds_open_to(by, thread):
        raise ValidationError({"kind": _("Please choose what kind of thread it is.")})
    if names is not None:
        change(thread, names)
    if kind is not None and kind != thread.kind:
        thread_levers.turn_into(thread, kind)


def _is_slip(by: Member, post: Post, body: str, same_title: bool) -> bool:
    young = timezone.now() - post.created_at < GRACE and post.edited_at is None
    small = abs(len(body) - len(post.source)) < GRACE_CHARACTERS
    return by.pk == post.author_id and young and small and same_title and post.state == Post.State.PUBLISHED
