"""The files themselves, wherever the storage keeps them (settings.STORAGES): on this disk or in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from .queries import FOLDER
from .sizes import smaller


def write(path: str, content: bytes) -> None:
    """Store the content under exactly this name; raises OSError when it cannot be."""
    kept = default_storage.save(path, ContentFile(content))
    if kept != path:
        # The storage found the name taken: 128 bits of chance do not repeat, so somebody put it there.
        default_storage.delete(kept)
        raise FileExistsError(path)


def delete(path: str, width: int = 0, height: int = 0) -> None:
    """Delete the file and, for a picture of this size, its smaller copies; nothing happens to what is gone already."""
    for name in (path, *(copy for copy, _width, _height in smaller(path, width, height))):
        default_storage.delete(name)


def read(path: str) -> bytes:
    with default_storage.open(path) as file:
        return bytes(file.read())


def folders() -> Iterator[list[str]]:
    """Paths of all stored files, one folder at a time."""
    for folder in _listed(FOLDER)[0]:
        place = f"{FOLDER}/{folder}"
        yield [f"{place}/{name}" for name in sorted(_listed(place)[1])]


def stored_at(path: str) -> datetime | None:
    """When the file was written; None where it is gone."""
    try:
        return default_storage.get_modified_time(path)
    except FileNotFoundError:
        return None


def _listed(place: str) -> tuple[list[str], list[str]]:
    try:
        folders, names = default_storage.listdir(place)
    except FileNotFoundError:
        return [], []
    return sorted(folders), names
