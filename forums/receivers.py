"""What follows inside the forum when something happened in it."""

from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from accounts.models import Member
from accounts.signals import hearing_chosen, member_seen
from community.core import live

from . import access, signals
from .composing import reactions, wikis
from .composing.announcing import announce_accepted
from .composing.tasks import announce
from .digests.scheduling import reschedule
from .models import Access, Forum
from .people.featuring import forget as forget_featured
from .people.tasks import look_again, look_soon
from .personal.actions import follow_by_writing, unfollow_unwritten
from .personal.marks import mark_own, unmark
from .posts.models import Post
from .search import index
from .threads.models import Thread
from .trust import visiting

# Rights and tree are cached; whatever they are made of voids the cache.

for _model in (Forum, Access, Group):
    post_save.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.saved")
    post_delete.connect(access.forget, sender=_model, dispatch_uid=f"forums.access.{_model.__name__}.deleted")


@receiver(signals.post_published, dispatch_uid="forums.announce")
def tell_the_audience(post: Post, **kwargs: Any) -> None:
    transaction.on_commit(partial(announce, post.pk))


@receiver(signals.post_published, dispatch_uid="forums.live")
def tell_open_pages(post: Post, **kwargs: Any) -> None:
    """Open pages of the thread and of its forum's list. Numbers only: each looks for itself, with its reader's rights."""
    news = {"thread": post.thread_id, "number": post.number}
    live.publish(f"thread:{post.thread_id}", news)
    live.publish(f"forum:{post.thread.forum_id}", news)


@receiver(signals.reaction_given, dispatch_uid="forums.notices.reaction")
def tell_of_a_reaction(post: Post, by: Any, kind: str, stands: bool, **kwargs: Any) -> None:
    reactions.tell(post=post, by=by, kind=kind, stands=stands)


@receiver(signals.answer_accepted, dispatch_uid="forums.notices.accepted")
def tell_of_an_accepted_answer(thread: Thread, number: int, by: Any, **kwargs: Any) -> None:
    announce_accepted(thread, number, by=by)


# What is one's own by writing: one follows where one wrote, and one's own post is no news.


@receiver(signals.thread_started, dispatch_uid="forums.personal.started")
def follow_own_thread(thread: Thread, post: Post, **kwargs: Any) -> None:
    follow_by_writing(member=post.author, thread=thread)


@receiver(signals.post_published, dispatch_uid="forums.personal.published")
def remember_own_post(post: Post, **kwargs: Any) -> None:
    follow_by_writing(member=post.author, thread=post.thread)
    mark_own(member=post.author, post=post)


@receiver(signals.post_unpublished, dispatch_uid="forums.personal.unpublished")
def forget_what_came_by_writing(post: Post, number: int | None, since: datetime, **kwargs: Any) -> None:
    unfollow_unwritten(member=post.author, thread=post.thread, since=since)
    unmark(post=post, number=number, since=since)


@receiver(hearing_chosen, dispatch_uid="forums.digests.chosen")
def count_the_next_digest_anew(member: Any, **kwargs: Any) -> None:
    reschedule(member)


@receiver(member_seen, dispatch_uid="forums.trust.seen")
def note_a_day_here(member: Any, **kwargs: Any) -> None:
    visiting.note(member.pk)


# What somebody did may change their figures, their level and their badges; a job looks, from the rows.


def _look_again(*member_ids: int, act: str, post_id: int | None = None) -> None:
    transaction.on_commit(partial(look_again, sorted(set(member_ids)), act, post_id))


@receiver(signals.post_published, dispatch_uid="forums.people.published")
def look_at_the_author(post: Post, **kwargs: Any) -> None:
    _look_again(post.author_id, act="post", post_id=post.pk)


@receiver(signals.post_state_changed, dispatch_uid="forums.people.state")
def look_at_what_hung_on_the_post(post: Post, before: str, **kwargs: Any) -> None:
    forget_featured()
    if Post.State.PUBLISHED in (post.state, before):
        transaction.on_commit(partial(look_soon, post.author_id))


@receiver(signals.post_edited, dispatch_uid="forums.people.edited")
def look_at_the_gardener(post: Post, by: Any, **kwargs: Any) -> None:
    if post.is_wiki and by.pk != post.author_id:
        _look_again(by.pk, act="edit")


@receiver(signals.reaction_given, dispatch_uid="forums.people.reaction")
def look_at_both_sides(post: Post, by: Any, **kwargs: Any) -> None:
    _look_again(post.author_id, by.pk, act="reaction")


@receiver(signals.answer_accepted, dispatch_uid="forums.people.accepted")
def look_at_who_asked_and_who_knew(thread: Thread, number: int, **kwargs: Any) -> None:
    knew = Post.objects.filter(thread=thread, number=number).values_list("author_id", flat=True)
    _look_again(thread.author_id, *knew, act="accept")


@receiver(signals.post_featured, dispatch_uid="forums.people.featured")
def look_at_the_praised(post: Post, **kwargs: Any) -> None:
    _look_again(post.author_id, act="feature")


@receiver(signals.post_edited, dispatch_uid="forums.wikis.edited")
def tell_the_author_of_a_wiki(post: Post, by: Member, **kwargs: Any) -> None:
    wikis.tell_its_author(post, by=by)


# The search index changes in the same transaction as the post. A thread that moves or is hidden costs nothing: the search
# asks where it stands.


@receiver(signals.post_published, dispatch_uid="forums.search.published")
@receiver(signals.post_edited, dispatch_uid="forums.search.edited")
@receiver(signals.post_state_changed, dispatch_uid="forums.search.state")
def index_post(post: Post, **kwargs: Any) -> None:
    index.index(post)


@receiver(signals.posts_moved, dispatch_uid="forums.search.moved")
def index_what_moved(posts: list[Post], **kwargs: Any) -> None:
    for post in posts:
        index.index(post)


@receiver(signals.posts_moved, dispatch_uid="forums.live.moved")
def tell_open_pages_of_what_came(posts: list[Post], target: Thread, **kwargs: Any) -> None:
    live.publish(f"thread:{target.pk}", {"thread": target.pk, "number": target.last_number})


@receiver(post_delete, sender=Post, dispatch_uid="forums.search.deleted")
def forget_post(instance: Post, **kwargs: Any) -> None:
    index.forget(instance)
