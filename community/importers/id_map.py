"""What of this archive we have already, and under which number."""

from __future__ import annotations

from collections.abc import Iterable

from .models import IdMap

BATCH = 500


class Known:
    """Everything the archive `source` has given us so far, in memory; a few hundred bytes a post."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.ids: dict[str, dict[str, int]] = {"forum": {}, "member": {}, "thread": {}, "post": {}, "done": {}}
        rows = IdMap.objects.filter(source=source).values_list("kind", "their_id", "our_id")
        for kind, theirs, ours in rows.iterator(chunk_size=5000):
            self.ids.setdefault(kind, {})[theirs] = ours

    def get(self, kind: str, their_id: str) -> int | None:
        return self.ids[kind].get(their_id)

    def add(self, kind: str, pairs: Iterable[tuple[str, int]]) -> None:
        """Note (theirs, ours). Call it in the transaction that made the rows, and only use it further when that committed."""
        new = dict(pairs)
        IdMap.objects.bulk_create(
            [IdMap(source=self.source, kind=kind, their_id=theirs, our_id=ours) for theirs, ours in new.items()], batch_size=BATCH
        )
        self.ids[kind] |= new

    def replace(self, kind: str, their_id: str, our_id: int) -> None:
        IdMap.objects.update_or_create(source=self.source, kind=kind, their_id=their_id, defaults={"our_id": our_id})
        self.ids[kind][their_id] = our_id
