"""Uploads in a bucket, S3 or what speaks like it. Only loaded where settings.S3_BUCKET names one (requirements-s3.txt).

The bucket stays private and nobody is sent to it: its files go through the same gate and the same headers as those on a
disk, because the page's Content-Security-Policy knows no other host, and a signed address would outlive a decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage


@contextmanager
def _as_disk() -> Iterator[None]:
    """What goes wrong there is told as a disk tells it: whoever stores and serves files knows OSError."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"the bucket: {error}") from error


class Bucket(S3Storage):
    # Nothing is public, and nothing is written over.
    default_acl = None
    querystring_auth = True
    file_overwrite = False

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        with _as_disk():
            file = super()._open(name, mode)
            # Fetched now: an error half way through the answer could no longer be told.
            if "r" in mode:
                file.file  # noqa: B018
            return file

    def _save(self, name: str, content: File[Any]) -> str:
        with _as_disk():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_disk():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_disk():
            folders, names = super().listdir(name)
            return folders, names
