"""A batch of archived threads as rows, with every number a thread carries already counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count

from django.utils.text import slugify

from community.core.markup.render import RENDERER_VERSION
from forums.posts.models import Post, Revision
from forums.reactions.models import IMPORTED
from forums.threads.counters import RECENT
from forums.threads.models import Tag, Thread

from .id_map import BATCH, Known
from .records import ArchivedPost, ArchivedThread
from .rendering import Text

FOR_GOOD = datetime(9999, 1, 1, tzinfo=UTC)
LONGEST_TITLE = 200


def write(
    batch: Iterable[ArchivedThread], new: Mapping[str, list[ArchivedPost]], texts: Mapping[str, Text], known: Known
) -> tuple[int, int]:
    """Rows for the threads we do not have and for the posts in `new`; answers how many of each. Must run in a transaction."""
    batch = [thread for thread in batch if new[thread.their_id]]
    fresh = [thread for thread in batch if known.get("thread", thread.their_id) is None]
    threads = [_thread(thread, known) for thread in fresh]
    Thread.objects.bulk_create(threads, batch_size=BATCH)
    known.add("thread", [(thread.their_id, row.pk) for thread, row in zip(fresh, threads, strict=True)])
    _tag(fresh, known)

    posts = [
        _post(post, texts[post.their_id], thread_id=known.ids["thread"][thread.their_id], known=known)
        for thread in batch
        for post in new[thread.their_id]
    ]
    Post.objects.bulk_create(posts, batch_size=BATCH)
    archived = [post for thread in batch for post in new[thread.their_id]]
    known.add("post", _ids(archived, posts))
    Revision.objects.bulk_create(_revisions(archived, posts, texts), batch_size=BATCH)
    grown = [thread for thread in batch if thread not in fresh]
    for thread in grown:
        Thread.objects.filter(pk=known.ids["thread"][thread.their_id]).update(**_numbers(thread, known))
    return len(threads), len(posts)


def _thread(thread: ArchivedThread, known: Known) -> Thread:
    title = thread.title if len(thread.title) <= LONGEST_TITLE else thread.title[: LONGEST_TITLE - 1] + "…"
    first = thread.posts[0]
    return Thread(
        forum_id=known.ids["forum"][thread.forum],
        author_id=known.ids["member"][first.author],
        title=title,
        slug=slugify(title)[:80].strip("-") or "thread",
        kind=thread.kind,
        state=Thread.State.HIDDEN if thread.is_hidden else Thread.State.PUBLISHED,
        is_locked=thread.is_locked,
        pinned_until=(thread.pinned_until or FOR_GOOD) if thread.is_pinned else None,
        pinned_everywhere=thread.is_pinned_everywhere,
        accepted_number=thread.accepted_number,
        created_at=first.created_at,
        view_count=thread.views,
        **_numbers(thread, known),
    )


def _numbers(thread: ArchivedThread, known: Known) -> dict[str, object]:
    """As forums.composing.recount would count them: published posts only, the opening one is no reply."""
    published = [post for post in thread.posts if post.state == Post.State.PUBLISHED] or list(thread.posts[:1])
    writers = [known.ids["member"][post.author] for post in published]
    return {
        "last_number": max(post.number for post in thread.posts),
        "reply_count": sum(post.number > 1 and post.state == Post.State.PUBLISHED for post in thread.posts),
        "participant_count": len(set(writers)),
        "last_post_at": published[-1].created_at,
        "last_poster_id": writers[-1],
        "recent_posters": list(dict.fromkeys(reversed(writers)))[:RECENT],
    }


def _post(post: ArchivedPost, text: Text, *, thread_id: int, known: Known) -> Post:
    return Post(
        thread_id=thread_id,
        number=post.number,
        author_id=known.ids["member"][post.author],
        state=post.state,
        source=text.source,
        html=text.rendered.html,
        text=text.rendered.text,
        renderer=RENDERER_VERSION,
        version=max([post.version, *(copy.version + 1 for copy in post.copies if copy.typed != post.typed)]),
        reply_to=post.reply_to,
        # Discourse tells how many liked a post, not who. Rows would be invented people, so the number is kept by itself.
        reactions={IMPORTED: post.likes} if post.likes else {},
        created_at=post.created_at,
        published_at=post.created_at,
        edited_at=post.edited_at,
        edited_by_id=known.ids["member"][post.author] if post.edited_at else None,
        announced_at=post.created_at,
    )


def _ids(archived: Iterable[ArchivedPost], rows: Iterable[Post]) -> list[tuple[str, int]]:
    """One entry for every record of the archive: a post, and each other copy of it."""
    found = []
    for post, row in zip(archived, rows, strict=True):
        found.append((post.their_id, row.pk))
        found += [(f"{post.their_id}/{place}", row.pk) for place in range(2, len(post.copies) + 2)]
    return found


def _revisions(archived: Iterable[ArchivedPost], rows: Iterable[Post], texts: Mapping[str, Text]) -> list[Revision]:
    made: list[Revision] = []
    for post, row in zip(archived, rows, strict=True):
        said = {post.typed}
        used: set[int] = set()
        for copy in sorted(post.copies, key=lambda copy: (copy.version, copy.at)):
            if not copy.typed or copy.typed in said:
                continue
            said.add(copy.typed)
            number = next(number for number in count(copy.version) if number not in used)
            used.add(number)
            made.append(
                Revision(post_id=row.pk, number=number, source=copy.typed, written_by_id=row.author_id, written_at=copy.at)
            )
    return made


def _tag(threads: Iterable[ArchivedThread], known: Known) -> None:
    for thread in threads:
        tags = []
        for name in thread.tags:
            if slug := slugify(name[:40], allow_unicode=True):
                tags.append(Tag.objects.get_or_create(slug=slug, defaults={"name": name[:40]})[0])
        if tags:
            Thread.objects.get(pk=known.ids["thread"][thread.their_id]).tags.set(tags)
