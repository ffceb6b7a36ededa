"""What higher storeys may do to the words of a post. Neither asks why."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from accounts.models import Member
from forums import signals
from forums.posts.models import Post, Revision
from forums.threads import counters
from forums.threads import levers as thread_levers
from forums.threads.models import Thread
from forums.threads.tags import change as change_tags

from .editing import WORDS, Change, locked, store


@transaction.atomic
def rewrite(post: Post, change: Change, *, by: Member) -> dict[str, Any]:
    """Put these words in place of the author's. Answers what `put_back` needs; empty when nothing differs.

    Raises StaleEdit, or ValidationError by field.
    """
    counters.lock(post.thread_id)
    fresh = locked(post)
    thread = fresh.thread
    former = {
        "source": fresh.source,
        "html": fresh.html,
        "text": fresh.text,
        "renderer": fresh.renderer,
        "title": thread.title,
        "kind": thread.kind,
        "tags": sorted(thread.tags.values_list("name", flat=True)) if fresh.is_opening else [],
        "accepted": thread.accepted_number,
        "edited_at": fresh.edited_at.isoformat() if fresh.edited_at else None,
        "edited_by": fresh.edited_by_id,
        "version": fresh.version,
    }
    if not store(change, post=fresh, by=by) and former == former | _filing(fresh):
        return {}
    post.version = fresh.version
    return {"former": former, "now": {"source": fresh.source, "version": fresh.version} | _filing(fresh)}


def _filing(post: Post) -> dict[str, Any]:
    thread = Thread.objects.get(pk=post.thread_id)
    if not post.is_opening:
        return {"kind": thread.kind, "tags": []}
    return {"title": thread.title, "kind": thread.kind, "tags": sorted(thread.tags.values_list("name", flat=True))}


@transaction.atomic
def put_back(post: Post, said: dict[str, Any], *, by: Member) -> bool:
    """Give the words back as `rewrite` found them. False when somebody changed them since: theirs stay.

    The revision goes with the words it stood for; the version only grows, so that no form made in between overwrites.
    """
    counters.lock(post.thread_id)
    fresh = locked(post)
    former, now = said["former"], said["now"]
    if fresh.version != now["version"]:
        return False
    thread = fresh.thread
    if fresh.is_opening:
        filing = _filing(fresh)
        if filing["title"] == now["title"] != former["title"]:
            thread.title = former["title"]
            thread.save(update_fields=["title", "slug"])
        if filing["tags"] == now["tags"] != former["tags"]:
            change_tags(thread, former["tags"])
        if filing["kind"] == now["kind"] != former["kind"]:
            thread_levers.turn_into(thread, former["kind"])
            thread_levers.accept(thread, former["accepted"])
    if now["version"] == former["version"]:
        return True  # only where it is filed was changed
    Revision.objects.filter(post=fresh, number=former["version"]).delete()
    before, fresh.version = fresh.source, fresh.version + 1
    fresh.edited_at = parse_datetime(former["edited_at"]) if former["edited_at"] else None
    fresh.edited_by_id = former["edited_by"]
    # The words as they were shown, not rendered anew: limits and people may have changed since.
    fresh.source, fresh.html, fresh.text = former["source"], former["html"], former["text"]
    fresh.renderer = former["renderer"]
    fresh.save(update_fields=WORDS)
    signals.post_edited.send(Post, post=fresh, by=by, before=before)
    return True
