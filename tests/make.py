"""Builders: rows as the product leaves them, without its limits and screeners, so that a test says only what matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from accounts.groups import EVERYONE, MEMBERS, MODERATORS
from accounts.models import Member
from community.core.markup.render import RENDERER_VERSION, render
from forums import signals
from forums.composing import editing
from forums.composing import levers as words
from forums.conversations.models import Conversation, Message, Participant
from forums.models import Access, Forum, Right
from forums.posts.models import Post
from forums.threads.models import Tag, Thread

PASSWORD = "a-Long-and-plain-1"


def group(name: str) -> Group:
    return Group.objects.get_or_create(name=name)[0]


def member(username: str, *, trust: int = 1, groups: Sequence[str] = (), verified: bool = True, **fields: Any) -> Member:
    """A member who can log in with PASSWORD; the e-mail address is verified unless told otherwise."""
    fields.setdefault("email", f"{username}@example.org")
    found = Member.objects.create_user(username, password=PASSWORD, trust=trust, **fields)
    if found.email:
        EmailAddress.objects.create(user=found, email=found.email, verified=verified, primary=True)
    if groups:
        found.groups.set([group(name) for name in groups])
    return found


def access(forum: Forum, name: str, rights: int) -> Access:
    """Give the group called `name` these rights in `forum`, in place of those it had."""
    return Access.objects.update_or_create(forum=forum, group=group(name), defaults={"rights": rights})[0]


def forum(name: str = "Workshop", *, open_to: str = EVERYONE, moderated_by: str | None = MODERATORS, **fields: Any) -> Forum:
    """A forum. open_to: "everyone" (guests read, members write), "members" (members only) or any other group (it only).

    With a parent and no wish for rights of its own, pass `open_to=""`: it has those of its parent.
    """
    fields.setdefault("slug", slugify(name))
    made = Forum.objects.create(name=name, **fields)
    if not open_to:
        return made
    rights = {moderated_by: Right.MODERATE} if moderated_by else {}
    if open_to == EVERYONE:
        rights |= {EVERYONE: Right.SEE | Right.READ, MEMBERS: Right.SEE | Right.READ | Right.START | Right.REPLY}
    elif open_to != moderated_by:
        rights[open_to] = Right.SEE | Right.READ | Right.START | Right.REPLY
    for name in rights:
        Access.objects.create(forum=made, group=group(name), rights=rights[name])
    return made


def thread(
    *,
    by: Member,
    forum: Forum,
    title: str = "Which glue for oak?",
    body: str = "The joint opens in summer. What do you use?",
    posts: int = 1,
    repliers: Sequence[Member] = (),
    kind: str = Thread.Kind.DISCUSSION,
    state: str = Thread.State.PUBLISHED,
    tags: Sequence[str] = (),
    at: datetime | None = None,
    **fields: Any,
) -> Thread:
    """A thread with `posts` posts in all, one a minute up to `at` (now); the replies go round among `repliers`."""
    end = at or timezone.now()
    start = end - timedelta(minutes=posts - 1)
    made = Thread.objects.create(
        forum=forum,
        author=by,
        title=title,
        kind=kind,
        state=state,
        created_at=start,
        last_post_at=start,
        last_poster=by,
        **fields,
    )
    if tags:
        made.tags.set([Tag.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0] for name in tags])
        for tag in made.tags.all():
            tag.thread_count += 1
            tag.save(update_fields=["thread_count"])
    writers = [by, *(list(repliers or [by])[n % len(repliers or [by])] for n in range(posts - 1))]
    held = state == Thread.State.HELD
    Post.objects.bulk_create(
        [
            _post_row(
                made,
                writer,
                body if number == 1 else f"Reply {number}: {body}",
                number=number,
                state=Post.State.HELD if held else Post.State.PUBLISHED,
                at=start + timedelta(minutes=number - 1),
            )
            for number, writer in enumerate(writers, start=1)
        ]
    )
    made.last_number = posts
    _count(made)
    if not held:
        signals.thread_started.send(Thread, thread=made, post=opening(made), by=by)
        for post_row in made.posts.order_by("number"):
            signals.post_published.send(Post, post=post_row, by=post_row.author)
    return made


def post(
    thread: Thread, *, by: Member, body: str = "Hide glue, warmed twice.", state: str = Post.State.PUBLISHED, **fields: Any
) -> Post:
    """One more post; only a published one gets a number, and its publication is announced."""
    published = state == Post.State.PUBLISHED
    if published:
        thread.last_number += 1
        fields.setdefault("number", thread.last_number)
    made = _post_row(thread, by, body, state=state, at=fields.pop("at", None) or timezone.now(), **fields)
    made.save()
    _count(thread)
    if published:
        signals.post_published.send(Post, post=made, by=by)
    return made


def rewritten(post: Post, *, by: Member, body: str, **more: Any) -> Post:
    """Staff put other words in place of the author's, as a decision at the desk does."""
    change = editing.prepare_change(by=by, post=post, body=body, version=post.version, **more)
    words.rewrite(post, change, by=by)
    return Post.objects.get(pk=post.pk)


def opening(thread: Thread) -> Post:
    return thread.posts.get(number=1)


def _post_row(thread: Thread, by: Member, body: str, *, at: datetime, state: str, **fields: Any) -> Post:
    rendered = render(body)
    return Post(
        thread=thread,
        author=by,
        source=body,
        html=rendered.html,
        text=rendered.text,
        renderer=RENDERER_VERSION,
        state=state,
        created_at=at,
        published_at=at if state == Post.State.PUBLISHED else None,
        **fields,
    )


def _count(thread: Thread) -> None:
    """Set the counters of the thread, its forum and its authors to what the rows say."""
    published = thread.posts.filter(state=Post.State.PUBLISHED)
    newest_first = list(published.order_by("-number").values_list("author_id", "published_at"))
    if newest_first:
        thread.last_poster_id, thread.last_post_at = newest_first[0]
    thread.recent_posters = list(dict.fromkeys(author for author, _at in newest_first))[:3]
    thread.participant_count = len({author for author, _at in newest_first})
    thread.reply_count = max(0, len(newest_first) - 1)
    thread.save()
    readable = Post.objects.filter(thread__state=Thread.State.PUBLISHED, state=Post.State.PUBLISHED)
    found = readable.filter(thread__forum=thread.forum_id).aggregate(posts=Count("pk"), newest=Max("published_at"))
    Forum.objects.filter(pk=thread.forum_id).update(
        thread_count=Thread.objects.filter(forum=thread.forum_id, state=Thread.State.PUBLISHED).count(),
        post_count=found["posts"],
        last_post_at=found["newest"],
    )
    own = readable.filter(author=OuterRef("pk")).order_by().values("author").annotate(n=Count("pk")).values("n")
    Member.objects.filter(pk__in={author for author, _at in newest_first}).update(post_count=Coalesce(Subquery(own), 0))


def conversation(
    *, by: Member, to: Sequence[Member], title: str = "Your plane", said: Sequence[tuple[Member, str]] = (), **fields: Any
) -> Conversation:
    """A private conversation with these messages (one by its starter, unless told otherwise), read by their writers only."""
    now = timezone.now()
    said = said or [(by, "Is it still for sale?")]
    made = Conversation.objects.create(
        title=title, started_by=by, created_at=now, last_message_at=now, last_number=len(said), **fields
    )
    for number, (writer, body) in enumerate(said, start=1):
        rendered = render(body)
        Message.objects.create(
            conversation=made, number=number, author=writer, source=body, html=rendered.html, text=rendered.text,
            renderer=RENDERER_VERSION, created_at=now, told_at=now,
        )  # fmt: skip
    for member in [by, *to]:
        read = max((number for number, (writer, _body) in enumerate(said, start=1) if writer == member), default=0)
        Participant.objects.create(
            conversation=made, member=member, added_by=by, joined_at=now, news_at=now, last_read=read,
            has_news=read < len(said),
        )  # fmt: skip
    return made


def message(conversation: Conversation, number: int = 1) -> Message:
    return conversation.messages.select_related("conversation", "author").get(number=number)
