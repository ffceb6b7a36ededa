"""The hash chain: each entry is sealed together with the seal of the one before. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import AuditEntry

START = "0" * 64


def seal(entry: AuditEntry) -> str:
    """The hash of everything the entry says and of the hash before it."""
    said = [
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_label,
        entry.verb,
        entry.target_type,
        entry.target_id,
        entry.target_label,
        entry.forum_id,
        entry.reason,
        entry.data,
        entry.previous_hash,
    ]
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def faults(entries: Iterable[AuditEntry]) -> Iterable[str]:
    """What is wrong with the chain, a sentence a fault. `entries` in ascending order from the first."""
    sequence, previous = 0, START
    for entry in entries:
        if entry.sequence != sequence + 1:
            yield f"Entry {sequence + 1} is missing: {entry.sequence} follows {sequence}."
        elif entry.previous_hash != previous:
            yield f"Entry {entry.sequence} does not continue entry {sequence}."
        if seal(entry) != entry.hash:
            yield f"Entry {entry.sequence} was changed after it was written."
        sequence, previous = entry.sequence, entry.hash
