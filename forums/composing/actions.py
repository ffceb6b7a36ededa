"""Writing: start a thread, reply, take back, accept an answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Member
from community.core.decisions import Refused
from community.core.markup.render import RENDERER_VERSION, Rendered
from forums import policies, signals
from forums.access import rights_of
from forums.attachments.actions import adopt
from forums.models import Forum, Right
from forums.posts import levers as post_levers
from forums.posts.models import Post
from forums.threads import counters
from forums.threads.models import Thread
from forums.threads.tags import attach, clean_tags

from . import limits
from .cleaning import clean_body, clean_title
from .extras import Extra, beside
from .rendering import render_source
from .repeating import refuse_repeated
from .screening import screen
from .submission import Outcome, Submission, Verdict

# The rule that holds a post which was taken back while it waited.
BROUGHT_BACK = gettext_noop("Brought back while it waited")


@dataclass(frozen=True)
class Prepared:
    """A text that was rendered and screened."""

    body: str
    rendered: Rendered
    verdict: Verdict


def prepare(
    *,
    by: Member,
    kind: str,
    forum: Forum,
    title: str,
    body: str,
    thread: Thread | None = None,
    post: Post | None = None,
    extras: Sequence[Extra] = (),
    via: str = "",
) -> Prepared:
    """Render and screen a text before any lock is taken, with what is attached to it. Raises ValidationError or Refused."""
    body = clean_body(body)
    rendered = render_source(body)
    links = (*rendered.links, *(link for extra in extras for link in extra.links))
    moderates = rights_of(by).can(Right.MODERATE, forum.pk)
    faults = limits.too_much(by, links=links, mentions=rendered.mentions, images=rendered.image_urls, moderates=moderates)
    if faults:
        raise ValidationError({"body": faults})
    verdict = screen(
        Submission(
            kind=kind,
            forum_id=forum.pk,
            thread_id=thread.pk if thread else None,
            post_id=post.pk if post else None,
            author_id=by.pk,
            author_trust=by.trust,
            author_post_count=by.post_count,
            author_joined=by.date_joined,
            author_moderates=moderates,
            title=title,
            source=beside(body, extras),
            text=beside(rendered.text, extras),
            links=links,
            mentions=rendered.mentions,
            images=rendered.image_urls,
            at=timezone.now(),
            author_is_limited=by.is_limited,
            via=via,
        )
    )
    if verdict.outcome is Outcome.REFUSE:
        raise Refused(verdict.message)
    return Prepared(body, rendered, verdict)


def twin_of(by: Member, form_token: str | None) -> Post | None:
    """The post this form has already made, when it was sent twice."""
    if not form_token:
        return None
    return Post.objects.select_related("thread").filter(author=by, form_token=form_token).first()


def start_thread(
    *,
    by: Member,
    forum: Forum,
    title: str,
    body: str,
    kind: str = Thread.Kind.DISCUSSION,
    tags: Iterable[str] = (),
    form_token: str | None = None,
    extras: Sequence[Extra] = (),
) -> Post:
    """Start a thread and return its opening post. `kind` is a Thread.Kind; `tags` are names, new ones are made.

    Raises Refused, TooFast (with `until`), or ValidationError by field (title, body, tags, kind).
    """
    if twin := twin_of(by, form_token):
        return twin
    policies.can_start(by, forum).enforce()
    moderates = rights_of(by).can(Right.MODERATE, forum.pk)
    limits.check_pace(by, starts_thread=True, moderates=moderates)
    if kind not in Thread.Kind.values:
        raise ValidationError({"kind": _("Please choose what kind of thread it is.")})
    if kind == Thread.Kind.ANNOUNCEMENT and not moderates:
        raise ValidationError({"kind": _("Only moderators announce.")})
    if forum.questions_only and kind != Thread.Kind.ANNOUNCEMENT:
        kind = Thread.Kind.QUESTION
    title = clean_title(title)
    names = clean_tags(tags, by=by)
    ready = prepare(by=by, kind="thread", forum=forum, title=title, body=body, extras=extras)
    refuse_repeated(by=by, body=ready.body, thread=None, moderates=moderates, form_token=form_token)
    try:
        with transaction.atomic():
            return _store_thread(
                by=by, forum=forum, title=title, kind=kind, tags=names, ready=ready, form_token=form_token, extras=extras
            )
    except IntegrityError:
        # The same form, sent twice at the same moment: the other one won.
        if twin := twin_of(by, form_token):
            return twin
        raise


def _store_thread(
    *,
    by: Member,
    forum: Forum,
    title: str,
    kind: str,
    tags: list[str],
    ready: Prepared,
    form_token: str | None,
    extras: Sequence[Extra] = (),
) -> Post:
    now = timezone.now()
    held = ready.verdict.outcome is Outcome.HOLD
    thread = Thread.objects.create(
        forum=forum,
        author=by,
        title=title,
        kind=kind,
        state=Thread.State.HELD if held else Thread.State.PUBLISHED,
        created_at=now,
        last_number=1,
        last_post_at=now,
        last_poster=by,
        recent_posters=[by.pk],
    )
    attach(thread, tags)
    post = _create_post(thread, by=by, number=1, ready=ready, held=held, form_token=form_token, at=now)
    for extra in extras:
        extra.attach(post)
    if not held:
        counters.post_added(thread, author_id=by.pk, number=1, at=now, first_of_author=True)
        # The opening post is counted above; the thread itself is what is new now.
        counters.thread_shown(thread, posts=0)
    signals.thread_started.send(Thread, thread=thread, post=post, by=by)
    _tell(post, by=by, verdict=ready.verdict)
    return post


def reply(
    *,
    by: Member,
    thread: Thread,
    body: str,
    reply_to: int | None = None,
    form_token: str | None = None,
    via: str = "",
) -> Post:
    """Answer in a thread; `reply_to` is the number of the post that is answered, `via` how the text came.

    Raises Refused, TooFast (with `until`), or ValidationError (field body). The caller has made sure `by` sees the thread.
    """
    if twin := twin_of(by, form_token):
        return twin
    policies.can_reply(by, thread).enforce()
    moderates = rights_of(by).can(Right.MODERATE, thread.forum_id)
    limits.check_pace(by, starts_thread=False, moderates=moderates)
    limits.check_turn(by, thread, moderates=moderates)
    limits.check_slow(by, thread)
    ready = prepare(by=by, kind="reply", forum=thread.forum, title=thread.title, body=body, thread=thread, via=via)
    refuse_repeated(by=by, body=ready.body, thread=thread, moderates=moderates, form_token=form_token)
    try:
        with transaction.atomic():
            return _store_reply(by=by, thread=thread, ready=ready, reply_to=reply_to, form_token=form_token)
    except IntegrityError:
        if twin := twin_of(by, form_token):
            return twin
        raise


def _store_reply(*, by: Member, thread: Thread, ready: Prepared, reply_to: int | None, form_token: str | None) -> Post:
    fresh = counters.lock(thread.pk)
    # It may have been locked, moved or hidden while the text was being rendered.
    policies.can_reply(by, fresh).enforce()
    # Two replies at the same moment: the second sees the first here, under the lock.
    limits.check_slow(by, fresh)
    held = ready.verdict.outcome is Outcome.HOLD
    number = None if held else counters.next_number(fresh)
    first = not held and not Post.objects.published().filter(thread=fresh, author=by).exists()
    if reply_to is not None and not 1 <= reply_to <= fresh.last_number:
        reply_to = None
    post = _create_post(
        fresh, by=by, number=number, ready=ready, held=held, form_token=form_token, at=timezone.now(), reply_to=reply_to
    )
    if number is not None:
        counters.post_added(fresh, author_id=by.pk, number=number, at=post.created_at, first_of_author=first)
    _tell(post, by=by, verdict=ready.verdict)
    return post


def _create_post(
    thread: Thread,
    *,
    by: Member,
    number: int | None,
    ready: Prepared,
    held: bool,
    form_token: str | None,
    at: datetime,
    reply_to: int | None = None,
) -> Post:
    post = Post.objects.create(
        thread=thread,
        number=number,
        author=by,
        state=Post.State.HELD if held else Post.State.PUBLISHED,
        source=ready.body,
        html=ready.rendered.html,
        text=ready.rendered.text,
        renderer=RENDERER_VERSION,
        reply_to=reply_to,
        form_token=form_token or None,
        created_at=at,
        published_at=None if held else at,
    )
    adopt(post)
    return post


def _tell(post: Post, *, by: Member, verdict: Verdict) -> None:
    if post.state == Post.State.HELD:
        signals.post_held.send(Post, post=post, verdict=verdict)
    else:
        signals.post_published.send(Post, post=post, by=by)


@transaction.atomic
def delete_own(*, by: Member, post: Post) -> bool:
    """The author takes a post back; it can be restored."""
    policies.can_delete(by, post).enforce()
    moderates = rights_of(by).can(Right.MODERATE, post.thread.forum_id)
    limits.check_count(by, "deletes", limit=limits.DELETES_A_DAY, moderates=moderates)
    signals.post_about_to_change.send(Post, post=post)
    return post_levers.delete(post)


@transaction.atomic
def restore_own(*, by: Member, post: Post) -> bool:
    policies.can_restore_own(by, post).enforce()
    signals.post_about_to_change.send(Post, post=post)
    moved = post_levers.bring_back(post)
    if moved and post.state == Post.State.HELD:
        # The case about it may have been closed while there was nothing to look at.
        signals.post_held.send(Post, post=post, verdict=Verdict(Outcome.HOLD, BROUGHT_BACK))
    return moved
