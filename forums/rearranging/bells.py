"""What the bell tells of a post goes with it: it is read with the thread the post stands in now."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.notifications.models import Notification
from accounts.notifications.registry import find
from forums.posts.models import Post

_BATCH = 200


def follow(posts: Sequence[Post]) -> None:
    """Let unread notifications about these posts name the thread and the number the posts have now."""
    for start in range(0, len(posts), _BATCH):
        by_id = {post.pk: post for post in posts[start : start + _BATCH]}
        rows = list(Notification.objects.filter(read_at=None, data__post__in=list(by_id)))
        for row in rows:
            post = by_id[row.data["post"]]
            now = {"thread": post.thread_id, "number": post.number, "title": post.thread.title, "slug": post.thread.slug}
            row.data = row.data | {name: value for name, value in now.items() if name in row.data}
            if verb := find(row.verb):
                row.group = verb.group(row)[:40]
        Notification.objects.bulk_update(rows, ["data", "group"])
