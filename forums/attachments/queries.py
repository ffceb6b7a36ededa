"""Which pictures and files a text shows, told by their addresses; and what lies where."""

from __future__ import annotations

import re

from django.conf import settings

from community.core.markup.dressing import Shown
from forums.posts.models import Post

from . import sizes
from .models import Attachment

FOLDER = "a"
# More in one text than anybody means to show; keeps the query small.
MOST = 200
MOST_LISTED = 20
_NAME = re.compile(r"a/[0-9a-f]{2}/[0-9a-f]{32}\.(?:webp|bin)")
_SMALLER = re.compile(rf"(a/[0-9a-f]{{2}}/[0-9a-f]{{32}})-(?:{sizes.SMALL}|{sizes.SHOWN})\.webp")
_NOT_IN_A_LABEL = str.maketrans("", "", "[]\\\r\n`")


def is_path(path: str) -> bool:
    """Whether this is the form of the paths we give to pictures and files."""
    return _NAME.fullmatch(path) is not None


def path_of_row(path: str) -> str | None:
    """The path its row knows it by: a smaller copy belongs to the whole picture. None for what no row can have."""
    copy = _SMALLER.fullmatch(path)
    if copy:
        return f"{copy[1]}.webp"
    return path if is_path(path) else None


def paths_in(source: str) -> list[str]:
    """Paths of our pictures and files that stand in the text, each once, in order."""
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


def media_of(source: str) -> dict[str, Shown]:
    """What the renderer must know about our pictures and files in the text, by address. One query; none without any."""
    paths = paths_in(source)
    if not paths:
        return {}
    columns = ("path", "width", "height", "has_smaller", "kind", "size")
    return {row.file_url: _shown(row) for row in Attachment.objects.filter(path__in=paths).only(*columns)}


def _shown(row: Attachment) -> Shown:
    copies = sizes.smaller(row.path, row.width, row.height) if row.has_smaller else []
    note = f"{row.kind.upper()} · {in_bytes(row.size)}" if row.kind else ""
    return Shown(row.width, row.height, tuple((settings.MEDIA_URL + path, w, h) for path, w, h in copies), note)


def in_bytes(size: int) -> str:
    """The size for people, the same in every language: it is stored with the post."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000))} kB"


def markdown_of(attachment: Attachment) -> str:
    """What to write into a text so that it stands there."""
    name = attachment.name.rsplit(".", 1)[0] if attachment.is_picture else attachment.name
    label = name.translate(_NOT_IN_A_LABEL)
    return f"{'!' if attachment.is_picture else ''}[{label}]({attachment.file_url})"
