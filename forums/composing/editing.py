"""Editing: the earlier text is kept, a stale form is refused with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.render import RENDERER_VERSION
from forums import policies, signals
from forums.attachments.actions import adopt
from forums.posts.models import Post, Revision
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.threads.tags import change, clean_tags

from .actions import clean_title, prepare
from .submission import Outcome

# A slip mended at once leaves no trace: within these minutes, by the author, while the change is small.
GRACE = timedelta(minutes=5)
GRACE_CHARACTERS = 100


class StaleEdit(Exception):
    """Somebody else saved in the meantime; `current` is the post as it stands."""

    def __init__(self, current: Post) -> None:
        super().__init__(_("This post was changed while you were writing."))
        self.current = current


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
    with transaction.atomic():
        if names is not None or kind is not None:
            # The thread first, as everywhere: two locks in two orders wait for each other.
            counters.lock(post.thread_id)
        fresh = Post.objects.select_for_update(of=("self",)).select_related("thread__forum").get(pk=post.pk)
        policies.can_edit(by, fresh).enforce()
        if fresh.version != version:
            raise StaleEdit(fresh)
        # Where a thread is filed is no part of what was said: it leaves no revision.
        _file(fresh.thread, kind, names, by=by)
        same_title = title is None or title == fresh.thread.title
        if ready.body == fresh.source and same_title:
            return fresh
        before = fresh.source
        now = timezone.now()
        if not _is_slip(by, fresh, ready.body, same_title):
            Revision.objects.create(
                post=fresh,
                number=fresh.version,
                source=fresh.source,
                title=fresh.thread.title if fresh.is_opening else "",
                written_by_id=fresh.edited_by_id or fresh.author_id,
                written_at=fresh.edited_at or fresh.created_at,
                reason=reason.strip(),
            )
            fresh.edited_at, fresh.edited_by = now, by
        fresh.version += 1
        fresh.source, fresh.html, fresh.text = ready.body, ready.rendered.html, ready.rendered.text
        fresh.renderer = RENDERER_VERSION
        fresh.save(update_fields=["version", "source", "html", "text", "renderer", "edited_at", "edited_by"])
        if not same_title and title is not None:
            fresh.thread.title = title
            fresh.thread.save(update_fields=["title", "slug"])
        adopt(fresh, by)
        signals.post_edited.send(Post, post=fresh, by=by, before=before)
        if ready.verdict.outcome is Outcome.HOLD and fresh.state == Post.State.PUBLISHED:
            from forums.posts import levers

            levers.hold(fresh)
            signals.post_held.send(Post, post=fresh, verdict=ready.verdict)
        return fresh


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
