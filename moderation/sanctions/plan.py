"""A sanction as somebody intends it, before anything is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from .models import HEAVY_FROM, LOCKING_OUT, Hearing, Kind, Scope


@dataclass(frozen=True)
class Plan:
    kind: str  # a Kind
    points: int = 0
    hours: int | None = None  # how long; None has no end, or nothing that could end (reminder, warning)
    scope: str = Scope.SITE
    forum_id: int | None = None
    thread_id: int | None = None
    off_ladder: str = ""  # why something else than the ladder's step is taken
    hearing: str = Hearing.NOT_NEEDED  # an exception, or HELD once the member was heard
    in_a_row: bool = False  # together with the suspension before it, it lasts longer than one person decides

    @property
    def lasts(self) -> timedelta | None:
        return None if self.hours is None else timedelta(hours=self.hours)

    @property
    def locks_out(self) -> bool:
        return self.kind in LOCKING_OUT

    @property
    def blocks(self) -> bool:
        """Whether the account can no longer do what it is for: locked out, or read-only everywhere. The case that the Federal
        Court decided (III ZR 179/20) was a block on writing, so both count."""
        return self.locks_out or (self.kind == Kind.READ_ONLY and self.scope == Scope.SITE)

    @property
    def is_heavy(self) -> bool:
        """Whether a second person has to agree: a ban, and a suspension of more than 30 days, also when it is cut in two."""
        if self.kind == Kind.BAN:
            return True
        return self.kind == Kind.SUSPEND and (self.in_a_row or self.lasts is None or self.lasts > HEAVY_FROM)

    @property
    def needs_hearing(self) -> bool:
        return self.blocks and self.hearing == Hearing.NOT_NEEDED

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        return cls(**data)
