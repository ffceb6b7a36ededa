"""Pictures and files that no post shows after a day, and what lies in the storage without a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from forums.personal.models import Draft

from . import files
from .actions import purge
from .models import Attachment
from .queries import path_of_row, paths_in

GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Swept:
    rows: int
    files: int


def sweep() -> Swept:
    """Delete what was untied for a day, unless a draft of its owner shows it, and files without a row as old."""
    return Swept(_rows(), _files())


def _rows() -> int:
    old = Attachment.objects.filter(post=None, room="", created_at__lt=timezone.now() - GRACE)
    swept = 0
    for uploader_id in list(old.order_by().values_list("uploader_id", flat=True).distinct()):
        begun = Draft.objects.filter(member=uploader_id, body__contains=settings.MEDIA_URL).values_list("body", flat=True)
        wanted = {path for body in begun for path in paths_in(body)}
        for attachment in old.filter(uploader=uploader_id).exclude(path__in=wanted):
            purge(attachment)
            swept += 1
    return swept


def _files() -> int:
    swept = 0
    for folder in files.folders():
        rows = {path: path_of_row(path) for path in folder}
        wanted = {row for row in rows.values() if row}
        known = set(Attachment.objects.filter(path__in=wanted).values_list("path", flat=True))
        for path, row in rows.items():
            if row not in known and _is_old(path):
                default_storage.delete(path)
                swept += 1
    return swept


def _is_old(path: str) -> bool:
    written = files.stored_at(path)
    return written is not None and timezone.now() - written > GRACE
