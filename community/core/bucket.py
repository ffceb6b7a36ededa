"""Uploads in a bucket, S3 or what speaks like it. Only loaded where settings name one (requirements-s3.txt).

The bucket stays private and nobody is sent to it: its files go through the same gate and the same headers as those on a
disk, because the page's Content-Security-Policy knows no other host, and a signed address would outlive a decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

# A bucket that is away is said within seconds. What only Amazon's own understands is left out.
_MANNERS = Config(
    connect_timeout=3,
    read_timeout=20,
    retries={"total_max_attempts": 2},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


@contextmanager
def _as_disk() -> Iterator[None]:
    """What goes wrong there is told as a disk tells it: whoever stores and serves files knows OSError."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        answer = getattr(error, "response", {}).get("ResponseMetadata", {})
        kind = FileNotFoundError if answer.get("HTTPStatusCode") == 404 else OSError
        raise kind(f"the bucket: {error}") from error


class Bucket(S3Storage):
    def __init__(self, **options: Any) -> None:
        # Nothing is public, nothing is written over, nobody gets an address that works without us.
        super().__init__(default_acl=None, querystring_auth=True, file_overwrite=False, **options)
        self.client_config: Config = self.client_config.merge(_MANNERS)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        with _as_disk():
            file: File[Any] = super()._open(name, mode)
            # Fetched now: an error half way through the answer could no longer be told.
            file.read(0)
            return file

    def _save(self, name: str, content: File[Any]) -> str:
        with _as_disk():
            return str(super()._save(name, content))

    def exists(self, name: str) -> bool:
        with _as_disk():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _as_disk():
            super().delete(name)

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with _as_disk():
            folders, names = super().listdir(name)
            return folders, names

    def get_modified_time(self, name: str) -> datetime:
        with _as_disk():
            moment: datetime = super().get_modified_time(name)
            return moment
