"""What makes a forum look lived in: reactions, people who follow threads, how far they have read, and what they were told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import Member, fold
from accounts.notifications.models import Notification
from forums.composing.announcing import announce_post
from forums.models import Forum
from forums.personal.models import Bookmark, Draft, ForumMark, ReadMark, Subscription
from forums.posts.models import Post
from forums.reactions.models import Reaction
from forums.threads.models import Thread

from .clock import at
from .demo_script import Scene
from .models import IdMap

# Those who visit look at the forum as these three; everybody else only needs to have written.
VISITED = ("petra", "elif", "kirsten")


def _ours(kind: str) -> dict[str, int]:
    return dict(IdMap.objects.filter(source="demo", kind=kind).values_list("their_id", "our_id"))


def react(scenes: list[Scene], people: dict[str, Member], now: datetime) -> None:
    posts = _ours("post")
    rows = []
    for number, scene in enumerate(scenes, start=1):
        for place, line in enumerate(scene.lines, start=1):
            for kind, names in line.reactions.items():
                for step, name in enumerate(names, start=1):
                    given = max(now - line.age + timedelta(minutes=17 * step), now - line.age)
                    row = Reaction(post_id=posts[f"{number}-{place}"], member=people[fold(name)], kind=kind)
                    rows.append((row, min(given, now)))
    made = Reaction.objects.bulk_create([row for row, _given in rows])
    for row, (_row, given) in zip(made, rows, strict=True):
        row.created_at = given
    Reaction.objects.bulk_update(made, ["created_at"], batch_size=300)


def follow_and_read(people: dict[str, Member], now: datetime) -> None:
    """Writers follow their threads, as by the product's own rule. The three read daily, and left a few threads for today."""
    threads = list(Thread.objects.filter(pk__in=_ours("thread").values()).order_by("-last_post_at"))
    wrote: dict[int, set[int]] = {}
    for thread_id, author_id in Post.objects.filter(thread__in=threads).values_list("thread_id", "author_id"):
        wrote.setdefault(thread_id, set()).add(author_id)
    Subscription.objects.bulk_create(
        [
            Subscription(
                member_id=member_id,
                thread=thread,
                level=Subscription.Level.WATCH if member_id == thread.author_id else Subscription.Level.TRACK,
            )
            for thread in threads
            for member_id in sorted(wrote[thread.pk])
        ]
    )
    petra = people["petra"]
    bandsaw = next(thread for thread in threads if "0.4 mm wobble" in thread.title)
    Subscription.objects.filter(member=petra, thread=bandsaw).update(level=Subscription.Level.WATCH)
    tools = Forum.objects.get(pk=_ours("forum")["tools"])
    Subscription.objects.create(member=petra, forum=tools, level=Subscription.Level.WATCH)

    last_visit = now - timedelta(hours=9)
    for name in VISITED:
        ForumMark.objects.create(member=people[name], forum=None, marked_at=now - timedelta(days=7))
        marks = []
        for thread in threads:
            read = Post.objects.filter(thread=thread, created_at__lte=last_visit)
            last = read.aggregate(last=Max("number"))["last"]
            if last and thread.last_post_at > now - timedelta(days=8):
                marks.append(ReadMark(member=people[name], thread=thread, last_number=last, read_at=last_visit))
        ReadMark.objects.bulk_create(marks)

    shellac = next(thread for thread in threads if thread.title.startswith("Shellac"))
    Bookmark.objects.bulk_create([Bookmark(member=petra, post=post) for post in (_post(shellac, 1), _post(bandsaw, 4))])
    Draft.objects.create(
        member=petra,
        place=f"thread:{bandsaw.pk}",
        body="I photographed the glue line before I took it off. It looks like a geological map. I will scan",
        updated_at=now - timedelta(hours=10),
    )


def _post(thread: Thread, number: int) -> Post:
    return Post.objects.get(thread=thread, number=number)


def announce(people: dict[str, Member], now: datetime) -> None:
    """The last three days as they were told to those who follow; what is older than yesterday was read."""
    recent = Post.objects.published().filter(thread__in=_ours("thread").values(), published_at__gt=now - timedelta(days=3))
    for pk, published_at in list(recent.order_by("published_at").values_list("pk", "published_at")):
        assert published_at is not None
        Post.objects.filter(pk=pk).update(announced_at=None)
        with at(published_at):
            announce_post(pk)
    seen = Notification.objects.filter(member__in=people.values(), created_at__lt=now - timedelta(hours=20))
    seen.update(read_at=now - timedelta(hours=9))
