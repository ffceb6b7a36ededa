"""Writing the audit log. Call it last in an act: from then to the commit no other act can be recorded."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member

from .chain import START, seal
from .models import AuditEntry
from .verbs import VERBS, UnknownVerb

_LOCK = 0x466F_6C6B  # any number of our own: the key of PostgreSQL's advisory lock


@transaction.atomic
def record(
    *,
    by: Member | None,
    verb: str,
    target: tuple[str, int | None, str],
    forum_id: int | None = None,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Append one entry. `target` is (kind, id, label); the label must make sense when the thing is gone.

    Raises UnknownVerb when no reader could be told what it means.
    """
    if verb not in VERBS:
        raise UnknownVerb(verb)
    _wait_for_our_turn()
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "hash").first()
    kind, target_id, label = target
    entry = AuditEntry(
        sequence=last[0] + 1 if last else 1,
        at=timezone.now(),
        actor=by,
        actor_label=(by.username if by else "system")[:80],
        verb=verb,
        target_type=kind,
        target_id=target_id,
        target_label=_clean(label)[:200],
        forum_id=forum_id,
        reason=_clean(reason),
        # Through JSON and back, so that what is sealed is what the database will give.
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
        previous_hash=last[1] if last else START,
    )
    entry.hash = seal(entry)
    entry.save(force_insert=True)
    return entry


def _wait_for_our_turn() -> None:
    # SQLite lets one transaction write at a time already (BEGIN IMMEDIATE).
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _clean(text: str) -> str:
    return str(text).replace("\x00", "")
