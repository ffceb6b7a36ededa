"""Who is meant by an @: those who write here before those who only have the letters."""

from __future__ import annotations

from accounts.models import Member, fold
from forums.posts.models import Post
from forums.threads.models import Thread

MOST = 8


def first_of_thread(thread: Thread, typed: str, found: list[Member], *, but: Member) -> list[Member]:
    """`found`, behind the members who wrote in this thread and whose names begin so; without `but`, who is writing."""
    folded = fold(typed.replace("\x00", "")).strip()[:60]
    writers = Post.objects.published().filter(thread=thread).values("author")
    here = Member.objects.filter(pk__in=writers, is_active=True, is_imported=False, username_folded__startswith=folded)
    people = {member.pk: member for member in [*here.order_by("username_folded")[: MOST + 1], *found]}
    people.pop(but.pk, None)
    return list(people.values())[:MOST]
