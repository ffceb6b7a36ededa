"""Which images a text shows, told by their addresses."""

from __future__ import annotations

import re

from django.conf import settings

from forums.posts.models import Post

from .models import Attachment

FOLDER = "a"
# More in one text than anybody means to show; keeps the query small.
MOST = 200
MOST_LISTED = 20
_NAME = re.compile(r"a/[0-9a-f]{2}/[0-9a-f]{32}\.webp")


def is_path(path: str) -> bool:
    """Whether this is the form of the paths we give to images."""
    return _NAME.fullmatch(path) is not None


def paths_in(source: str) -> list[str]:
    """Paths of our images that stand in the text, each once, in order."""
    address = re.escape(settings.MEDIA_URL)
    found = re.findall(f"{address}({_NAME.pattern})", source)
    return list(dict.fromkeys(found))[:MOST]


def images_of(post: Post) -> list[Attachment]:
    """The images its readers see in the post, in the order they were uploaded; at most as many as one would list."""
    shown = paths_in(post.source)
    if not shown:
        return []
    mine = Attachment.objects.filter(post=post, path__in=shown, state=Attachment.State.PUBLISHED)
    return list(mine.select_related("post__thread__forum", "post__author", "uploader").order_by("pk")[:MOST_LISTED])


def media_of(source: str) -> dict[str, tuple[int, int]]:
    """Width and height by address, for the images in the text. One query; none without an image."""
    paths = paths_in(source)
    if not paths:
        return {}
    rows = Attachment.objects.filter(path__in=paths).values_list("path", "width", "height")
    return {settings.MEDIA_URL + path: (width, height) for path, width, height in rows}
