"""Mistakes of an operator that are found before the first visitor finds them (`manage.py check`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})


@register(Tags.security)
def mailbox_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo mailbox shows everybody every reset code."""
    strangers = set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS
    if settings.DEMO_MAILBOX and (strangers or settings.SECURE_SSL_REDIRECT):
        return [
            Error(
                "DEMO_MAILBOX shows every mail, reset codes included, to anybody, but this site has a public name.",
                hint="Use DJANGO_SETTINGS_MODULE=community.settings.prod, or keep ALLOWED_HOSTS to localhost.",
                id="core.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def secret_is_a_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if len(settings.SECRET_KEY) < 40:
        hint = "python -c 'import secrets; print(secrets.token_urlsafe(50))' makes a good one."
        return [Error("SECRET_KEY is too short.", hint=hint, id="core.E002")]
    return []


@register(Tags.compatibility, deploy=True)
def production_is_complete(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What works in one process on one machine and surprises on two."""
    found: list[CheckMessage] = []
    if not settings.REDIS_URL:
        found.append(
            Warning(
                "No REDIS_URL: cache, rate limits and jobs are kept inside one process.",
                hint="Run exactly one web process (WEB_PROCESSES=1), or set REDIS_URL.",
                id="core.W001",
            )
        )
    if settings.OUTBOX_DELIVERY_BACKEND.rsplit(".", 2)[-2] in {"dummy", "console", "locmem"}:
        found.append(Error("No mail leaves this site.", hint="Set EMAIL_HOST and remove EMAIL_DELIVERY_BACKEND.", id="core.E003"))
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(Warning("Mails are sent from an address at localhost.", hint="Set DEFAULT_FROM_EMAIL.", id="core.W002"))
    return found
