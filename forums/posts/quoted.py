"""Which posts a post quotes: our quote form is a link to /p/<id>/ at the head of a block quote."""

from __future__ import annotations

import re

from .models import Post

_QUOTE_HEAD = re.compile(r"^>[ ]?\[[^\]\n]{1,80}\]\(/p/(\d{1,18})/\):", re.MULTILINE)
_MOST = 20


def quoted_ids(source: str) -> list[int]:
    return list(dict.fromkeys(int(found) for found in _QUOTE_HEAD.findall(source)))[:_MOST]


def authors_of_quoted(post: Post) -> list[int]:
    """Ids of the members whose published posts this one quotes."""
    ids = quoted_ids(post.source)
    return list(Post.objects.published().filter(pk__in=ids).values_list("author_id", flat=True).distinct()) if ids else []
