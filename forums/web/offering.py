"""What the viewer is offered at each post: reactions, and the acts a policy allows. No query per post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from accounts.models import Member
from forums import policies
from forums.access import Viewer
from forums.posts.models import Post
from forums.posts.queries import anchor_of
from forums.reactions import queries as reactions
from forums.reactions.models import Reaction
from forums.threads.models import Thread

# From so many days on a pause is shown between two posts.
QUIET = 7


@dataclass
class Offered:
    """A post with what its reader may do about it."""

    post: Post
    anchor: str
    buttons: list[reactions.Button]
    can_react: bool
    can_edit: bool
    can_delete: bool
    can_accept: bool
    is_accepted: bool
    is_bookmarked: bool
    is_first_unread: bool = False
    # Folded: its reader does not want to read this author.
    is_ignored: bool = False
    days_before: int = 0  # how long the thread was quiet before this post, from a week on
    moved: Sequence[Any] = ()  # forums.rearranging.queries.Place: what stood before it
    event: Any = None  # forums.events.queries.Shown, at the opening post
    poll: Any = None  # forums.polls.queries.Shown, where the thread has polls

    @property
    def shown(self) -> list[reactions.Button]:
        """What somebody gave already, and the most usual one for whoever may give it."""
        return [button for button in self.buttons if button.count or (self.can_react and button.kind == Reaction.Kind.LIKE)]

    @property
    def folded(self) -> list[reactions.Button]:
        shown = self.shown
        return [button for button in self.buttons if button not in shown]


def offer(viewer: Viewer, thread: Thread, posts: Sequence[Post]) -> list[Offered]:
    mine: dict[int, set[str]] = {}
    if isinstance(viewer, Member) and posts:
        mine = reactions.mine(viewer, [post.pk for post in posts])
    may_accept = bool(viewer.is_authenticated and policies.can_accept(viewer, thread))
    first_unread = (getattr(thread, "read_number", None) or 0) + 1
    found = [offer_one(viewer, post, mine.get(post.pk, set()), may_accept=may_accept) for post in posts]
    for item in found:
        item.is_ignored = bool(getattr(item.post, "is_unwanted", False))
        item.is_first_unread = first_unread > 1 and item.post.number == first_unread
    for before, after in pairwise(posts):
        # Posts that were left out between them may have been written in that time.
        if before.number and after.number == before.number + 1 and (days := (after.created_at - before.created_at).days) >= QUIET:
            found[posts.index(after)].days_before = days
    return found


def offer_one(viewer: Viewer, post: Post, mine: set[str], *, may_accept: bool = False) -> Offered:
    member = viewer if isinstance(viewer, Member) else None
    return Offered(
        post,
        anchor_of(post),
        reactions.buttons(post, mine),
        can_react=bool(member and policies.can_react(member, post)),
        can_edit=bool(member and policies.can_edit(member, post)),
        can_delete=bool(member and policies.can_delete(member, post)),
        # Another answer is chosen by first taking the mark from the one that has it.
        can_accept=may_accept
        and post.is_published
        and not post.is_opening
        and post.thread.accepted_number in (None, post.number),
        is_accepted=post.number is not None and post.number == post.thread.accepted_number,
        is_bookmarked=bool(getattr(post, "is_bookmarked", False)),
    )
