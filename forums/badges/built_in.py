"""The badges every forum starts with. What the back office changed or switched off stays so."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from .models import Badge
from .rules import known


def ensure(**kwargs: Any) -> None:
    """Receiver of post_migrate."""
    with translation.override("en"):
        rows = [
            Badge(
                slug=rule.name,
                rule=rule.name,
                name=str(rule.title),
                description=str(rule.description),
                sign=rule.sign,
                position=position,
            )
            for position, rule in enumerate(known().values(), start=1)
        ]
    Badge.objects.using(kwargs.get("using")).bulk_create(rows, ignore_conflicts=True)
