"""Reacting to a post. The counts shown with a post are made from the rows, under the post's lock, so they cannot drift."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from forums import policies, signals
from forums.posts.models import Post

from .models import Reaction


@transaction.atomic
def toggle(*, by: Member, post: Post, kind: str) -> bool:
    """Give the reaction, or take it back when it was given; answers whether it stands now."""
    if kind not in Reaction.Kind.values:
        raise ValidationError(_("There is no such reaction."))
    # The lock comes first: whoever waits for it then sees what the one before has left.
    locked = Post.objects.select_for_update(of=("self",), no_key=True).select_related("thread").get(pk=post.pk)
    policies.can_react(by, locked).enforce()
    taken_back, _rows = Reaction.objects.filter(post=locked, member=by, kind=kind).delete()
    if not taken_back:
        Reaction.objects.create(post=locked, member=by, kind=kind)
    recount(locked)
    post.reactions = locked.reactions
    signals.reaction_given.send(Post, post=locked, by=by, kind=kind, stands=not taken_back)
    return not taken_back


def recount(post: Post) -> bool:
    """Make the counts of the post from its rows; answers whether they had been wrong. The caller holds the post's lock."""
    rows = Reaction.objects.filter(post=post).values_list("kind").annotate(Count("pk"))
    # What came with an import has no rows and stays as it came.
    kept = {key: count for key, count in post.reactions.items() if key not in Reaction.Kind.values}
    counts = kept | dict(sorted(rows))
    if counts == post.reactions:
        return False
    post.reactions = counts
    Post.objects.filter(pk=post.pk).update(reactions=counts)
    return True
