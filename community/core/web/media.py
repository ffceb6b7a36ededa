"""Files that members uploaded. Whatever they are, they are served as if they were hostile."""

from __future__ import annotations

import re
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from .ranges import Span, asked_span, chunks

TYPES = {"webp": "image/webp", "png": "image/png", "jpg": "image/jpeg", "gif": "image/gif", "avif": "image/avif"}
# What is no picture of our making is saved, never shown: no browser is told what it might be.
SAVED = "bin"
# Only names as we give them: folders, then letters, digits, - and _, then one known ending.
_NAME = re.compile(r"(?:[a-z0-9_-]+/)+[A-Za-z0-9_-]+\.(?P<ending>[a-z]{3,4})", re.ASCII)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    name = _NAME.fullmatch(path)
    if name is None or name["ending"] not in (*TYPES, SAVED):
        raise Http404
    gate = next((gate for folder, gate in settings.MEDIA_GATES.items() if path.startswith(folder)), None)
    if gate and not (allowed := import_string(gate)(path, request.user)):
        if not allowed.reason:
            raise Http404
        return _in_its_place(str(allowed.reason))
    tag = f'"{path}"'
    # A name is never used for a second content, so whoever asks again has the right one.
    response = HttpResponseNotModified() if request.headers.get("If-None-Match") == tag else _content(request, path, tag)
    # What a gate let through may be taken back: only this browser may keep it, and asks again soon.
    response.headers["Cache-Control"] = "private, max-age=300" if gate else "public, max-age=31536000, immutable"
    response.headers["ETag"] = tag
    if response.status_code != 304:
        response.headers["Accept-Ranges"] = "bytes"
        response.headers["Content-Type"] = TYPES.get(name["ending"], "application/octet-stream")
    if name["ending"] == SAVED:
        response.headers["Content-Disposition"] = _saved_as(path)
        # A picture may be shown by a sister site; a file may not.
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return _shut_in(response)


def _content(request: HttpRequest, path: str, tag: str) -> HttpResponseBase:
    """The file or the part of it that was asked for; or nothing, and who stands before us sends it."""
    if settings.MEDIA_ACCEL:
        return HttpResponse(headers={"X-Accel-Redirect": settings.MEDIA_ACCEL + path})
    try:
        file: IO[Any] = default_storage.open(path)
        size = int(file.size)  # type: ignore[attr-defined]
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    # A part is wanted of the file that is half there already, not of whatever came after it.
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", tag) == tag else ""
    span = asked_span(wanted, size)
    if span is None:
        return FileResponse(file, headers={"Content-Length": str(size)})
    if not span:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(file, span, size)


def _part(file: IO[Any], span: Span, size: int) -> StreamingHttpResponse:
    headers = {"Content-Range": f"bytes {span.first}-{span.last}/{size}", "Content-Length": str(len(span))}
    return StreamingHttpResponse(chunks(file, span), status=206, headers=headers)


def _saved_as(path: str) -> str:
    """RFC 6266: the name in a form that every browser reads, quotes and other writings included."""
    asked = next((names for folder, names in settings.MEDIA_NAMES.items() if path.startswith(folder)), None)
    name = (import_string(asked)(path) if asked else None) or "file"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _shut_in(response: HttpResponseBase) -> HttpResponseBase:
    """Opened on its own it can run nothing, load nothing and be read by nobody else."""
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-site")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _in_its_place(words: str) -> HttpResponseBase:
    """A drawing that says what is missing: a browser shows it where the image stood, whatever the status."""
    drawing = render_to_string("core/missing.svg", {"words": words, "language": get_language()})
    response = HttpResponse(drawing, status=410, content_type="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    return _shut_in(response)
