"""Static files under names that carry their digest, modules imported by modules included; and uploads on this disk."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True


class WholeFiles(FileSystemStorage):
    """A file is whole or not there: it is written under another name and moved into place."""

    def _save(self, name: str, content: File[Any]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        waiting = target.with_name(f"{token_hex(8)}.part")
        try:
            with waiting.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                # A row must not outlive a power cut that its file did not.
                os.fsync(file.fileno())
            if self.file_permissions_mode is not None:
                waiting.chmod(self.file_permissions_mode)
            waiting.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                waiting.unlink(missing_ok=True)
            raise
        return name
