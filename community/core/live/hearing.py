"""Which channels the page being drawn will hear."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest


def hear(request: HttpRequest, channels: Iterable[str]) -> None:
    """Called by a view that has just decided that its reader may see what these channels are about."""
    request.live_channels = [*heard(request), *channels]  # type: ignore[attr-defined]


def heard(request: HttpRequest) -> list[str]:
    return getattr(request, "live_channels", [])
