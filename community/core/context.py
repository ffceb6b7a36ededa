"""What every template may use about the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .models import SiteSettings


def site(request: HttpRequest) -> dict[str, Any]:
    return {"site": SiteSettings.current(), "demo_mailbox": settings.DEMO_MAILBOX}
