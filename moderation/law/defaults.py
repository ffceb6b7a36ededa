"""A fresh site can name the law from the first day; what it changes stays changed."""

from __future__ import annotations

from moderation.decisions.models import LegalGround

from .grounds import GROUNDS
from .taxonomy import PREFIX


def ensure(using: str = "default") -> None:
    """Make the usual grounds where there are none at all."""
    if not LegalGround.objects.using(using).exists():
        LegalGround.objects.using(using).bulk_create(
            [
                LegalGround(**ground._asdict() | {"category": PREFIX + ground.category, "position": position})
                for position, ground in enumerate(GROUNDS, start=1)
            ]
        )
