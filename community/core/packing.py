"""Answers are packed for the way, except what is packed already."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Packed(GZipMiddleware):
    """Pictures and files go as they are: packing them again costs time, saves nothing and breaks a part of a file."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if kind == "application/octet-stream" or (kind.startswith("image/") and not kind.startswith("image/svg")):
            return response
        return super().process_response(request, response)
