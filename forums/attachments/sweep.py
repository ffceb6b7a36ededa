"""Images that no post shows after a day, and files that no row knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from forums.personal.models import Draft

from . import files
from .actions import purge
from .models import Attachment
from .queries import is_path, paths_in

GRACE = timedelta(hours=24)


@dataclass(frozen=True)
class Swept:
    rows: int
    files: int


def sweep() -> Swept:
    """Delete images untied for a day, unless a draft of their owner shows them, and files without a row as old."""
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
    root = Path(settings.MEDIA_ROOT)
    for folder in files.folders():
        paths = {str(file.relative_to(root)): file for file in folder}
        known = set(Attachment.objects.filter(path__in=[path for path in paths if is_path(path)]).values_list("path", flat=True))
        for path, file in paths.items():
            if path not in known and _is_old(file):
                file.unlink(missing_ok=True)
                swept += 1
    return swept


def _is_old(file: Path) -> bool:
    try:
        return file.is_file() and timezone.now().timestamp() - file.stat().st_mtime > GRACE.total_seconds()
    except FileNotFoundError:
        return False
