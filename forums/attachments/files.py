"""The files themselves. A file is whole or not there: it is written under another name and moved into place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from .queries import FOLDER


def place_of(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


def write(path: str, content: bytes) -> None:
    """Store the content; raises OSError and leaves nothing behind when the disk is full."""
    target = place_of(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_name(f"{token_hex(8)}.part")
    try:
        with waiting.open("wb") as file:
            file.write(content)
            file.flush()
            # A row must not outlive a power cut that its file did not.
            os.fsync(file.fileno())
        waiting.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            waiting.unlink(missing_ok=True)
        raise


def delete(path: str) -> None:
    place_of(path).unlink(missing_ok=True)


def folders() -> Iterator[list[Path]]:
    """All stored files, one folder at a time."""
    root = place_of(FOLDER)
    if root.is_dir():
        for folder in sorted(root.iterdir()):
            if folder.is_dir():
                yield sorted(folder.iterdir())
