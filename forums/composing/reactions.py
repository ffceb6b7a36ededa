"""Telling an author that somebody liked what they wrote, or thanked them: once a person and post, whatever they clicked."""

from __future__ import annotations

from accounts.models import Member
from accounts.notifications.actions import notify, withdraw
from forums.posts.models import Post
from forums.reactions.models import Reaction

from .announcing import about


def tell(*, post: Post, by: Member, kind: str, stands: bool) -> None:
    """The reaction was given, or taken back: then nobody hears of it who has not heard yet."""
    event = f"reaction:{post.pk}:{by.pk}"
    if stands:
        verb = "forums.thanks" if kind == Reaction.Kind.THANKS else "forums.reaction"
        notify(member=post.author, verb=verb, event=event, actor=by, data=about(post, post.thread))
    elif not Reaction.objects.filter(post=post, member=by).exists():
        withdraw(member=post.author, event=event)
