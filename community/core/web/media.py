"""Files that members uploaded. They were made anew by us, but are served as if they were hostile."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "avif": "image/avif"}
# Only names as we give them: folders, then letters, digits, - and _, then one known ending.
_NAME = re.compile(r"(?:[a-z0-9_-]+/)+[A-Za-z0-9_-]+\.(?P<ending>[a-z]{3,4})", re.ASCII)


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse | HttpResponse:
    name = _NAME.fullmatch(path)
    if name is None or name["ending"] not in TYPES:
        raise Http404
    gate = next((gate for folder, gate in settings.MEDIA_GATES.items() if path.startswith(folder)), None)
    if gate and not (allowed := import_string(gate)(path, request.user)):
        if not allowed.reason:
            raise Http404
        return _in_its_place(str(allowed.reason))
    # A name is never used for a second content, so whoever asks again has the right one.
    if request.headers.get("If-None-Match") == f'"{path}"':
        response: FileResponse | HttpResponse = HttpResponseNotModified()
    else:
        try:
            file = default_storage.open(path)
        except (OSError, SuspiciousFileOperation) as error:
            raise Http404 from error
        response = FileResponse(file, content_type=TYPES[name["ending"]])
    # What a gate let through may be taken back: only this browser may keep it, and asks again soon.
    response.headers["Cache-Control"] = "private, max-age=300" if gate else "public, max-age=31536000, immutable"
    response.headers["ETag"] = f'"{path}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _in_its_place(words: str) -> HttpResponse:
    """A drawing that says what is missing: a browser shows it where the image stood, whatever the status."""
    drawing = render_to_string("core/missing.svg", {"words": words, "language": get_language()})
    response = HttpResponse(drawing, status=410, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
