"""A wiki: a post that everybody who has been here for a while may edit. Who wrote it first stays its author."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.notifications.actions import notify
from forums import policies, signals
from forums.posts import levers
from forums.posts.models import Post
from forums.threads import levers as thread_levers
from forums.threads.models import Thread


@transaction.atomic
def open_to_all(*, by: Member, post: Post, is_wiki: bool) -> bool:
    """Make it a wiki, or its author's own again."""
    policies.can_make_wiki(by, post).enforce()
    moved = levers.make_wiki(post, is_wiki)
    if moved:
        if is_wiki:
            thread_levers.mark(post.thread, Thread.Extra.WIKI)
        signals.post_wiki_changed.send(Post, post=post, by=by)
    return moved


def tell_its_author(post: Post, *, by: Member) -> None:
    """That somebody else edited their wiki; once a day and post, because a wiki may be edited many times."""
    if post.is_wiki and by.pk != post.author_id:
        about = {"thread": post.thread_id, "post": post.pk, "number": post.number, "title": post.thread.title}
        event = f"wiki:{post.pk}:{timezone.localdate().isoformat()}"
        notify(member=post.author, verb="forums.wiki", event=event, actor=by, data=about)
