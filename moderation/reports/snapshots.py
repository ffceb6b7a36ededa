"""A thing as one person could see it when they reported it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from forums.access import Viewer
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.cases.targets import TARGETS

_KEPT = ("title", "source", "html", "excerpt", "image", "file", "url", "version", "number", "author")


def seen_by(viewer: Viewer, target_type: str, thing: Any) -> dict[str, Any]:
    """What the reporter keeps of it, even when it is gone: never more than they could read themselves."""
    whole = TARGETS[target_type].snapshot(thing)
    seen = {name: whole[name] for name in _KEPT if name in whole} | {"seen_at": timezone.now().isoformat()}
    if isinstance(thing, Thread):
        opening = Post.objects.visible_to(viewer).filter(thread=thing, number=1).values("source", "html").first()
        # A thread may outlive its opening post.
        seen["source"] = f"{thing.title}\n\n{opening['source'] if opening else ''}".strip()
        seen["html"] = opening["html"] if opening else ""
    return seen
