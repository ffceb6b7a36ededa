"""How a case comes into being: one open case a target, however many people ask at the same moment."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from . import desk_count, priority
from .models import Case
from .targets import TARGETS
from .weighing import weigh


def open_or_join(
    *,
    target_type: str,
    thing: Any,
    kind: str,
    headline: str,
    severity: int,
    evidence: dict[str, Any] | None = None,
    reason: Any = None,
    weighed_later: bool = False,
) -> tuple[Case, bool]:
    """The open case about `thing`, locked until the transaction ends, and whether it is new. Must run in a transaction.

    `weighed_later`: the caller adds what makes it urgent, and weighs it then.
    """
    target = TARGETS[target_type]
    now = timezone.now()
    for _attempt in range(5):
        case = Case.objects.open().on(target_type, thing.pk).select_for_update(no_key=True).first()
        if case is not None:
            return case, False
        snapshot = target.snapshot(thing)
        try:
            with transaction.atomic():
                case = Case.objects.create(
                    kind=kind,
                    target_type=target_type,
                    target_id=thing.pk,
                    forum_id=target.forum_id(thing),
                    thread_id=target.thread_id(thing),
                    text_hash=text_hash(snapshot["source"]),
                    subject=target.author(thing),
                    snapshot=snapshot,
                    headline=headline[:80],
                    excerpt=snapshot["excerpt"][:240],
                    evidence=evidence or {},
                    reason=reason,
                    severity=severity,
                    opened_at=now,
                    due_at=priority.due_at(severity=severity, opened_at=now),
                )
        except IntegrityError:
            continue  # somebody else opened it between the look and the write: join theirs
        if not weighed_later:
            weigh(case)
        desk_count.changed()
        return case, True
    raise RuntimeError(f"no case could be opened on {target_type} {thing.pk}")


def text_hash(source: str) -> str:
    """The same for texts that differ only in case, spaces and punctuation; empty where there is nothing to compare."""
    words = "".join(character for character in source.casefold() if character.isalnum())
    return sha256(words.encode()).hexdigest()[:16] if words else ""
