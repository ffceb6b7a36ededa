"""Who is told of a new post, and with which word: the strongest reason wins, and nobody hears of what they may not see."""

from __future__ import annotations

from accounts.ignoring.queries import ignorers_of
from accounts.models import Member
from accounts.queries import by_usernames
from community.core.markup import mentions
from forums.personal.levels import muters_of, watchers_of
from forums.posts.models import Post
from forums.posts.quoted import authors_of_quoted


def audience_of(post: Post) -> dict[Member, str]:
    """{member: verb} for a published post, its author left out; verbs are those of forums.notices.

    Watching is the weakest reason, then being answered, being quoted, being mentioned. Mute silences all but a mention;
    whoever ignores the author hears nothing.
    """
    verbs: dict[int, str] = {}
    for member_id in watchers_of(post.thread, begins=post.is_opening):
        verbs[member_id] = "thread" if post.is_opening else "reply"
    if post.reply_to:
        answered = Post.objects.filter(thread=post.thread_id, number=post.reply_to).values_list("author_id", flat=True).first()
        if answered:
            verbs[answered] = "answer"
    for member_id in authors_of_quoted(post):
        verbs[member_id] = "quote"
    mentioned = {member.pk for member in by_usernames(mentions.find(post.source))}
    verbs.update(dict.fromkeys(mentioned, "mention"))
    verbs.pop(post.author_id, None)
    for member_id in muters_of(post.thread):
        if verbs.get(member_id) != "mention":
            verbs.pop(member_id, None)
    for member_id in ignorers_of(post.author_id, among=verbs):
        verbs.pop(member_id)
    people = Member.objects.filter(pk__in=verbs, is_active=True)
    return {member: verbs[member.pk] for member in people if Post.objects.visible_to(member).filter(pk=post.pk).exists()}
