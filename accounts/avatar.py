"""The picture beside a name: a square WebP of our own making under a name nobody can guess."""

from __future__ import annotations

import secrets
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from community.core.images import Upload, encode_webp, open_safely, square

MAX_BYTES = 5_000_000
SIDE = 256


def store(file: Upload) -> str:
    """Make the upload into an avatar and store it; returns its path in the storage. Raises ValidationError with a sentence."""
    picture = open_safely(file, max_bytes=MAX_BYTES, make=partial(square, side=SIDE))
    name = f"avatars/{secrets.token_hex(2)[:2]}/{secrets.token_urlsafe(16)}.webp"
    return default_storage.save(name, ContentFile(encode_webp(picture)))


def remove(path: str) -> None:
    """Take a stored avatar away; nothing happens when it is gone already."""
    if path.startswith("avatars/"):
        default_storage.delete(path)
