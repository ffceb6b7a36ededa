"""What higher storeys may do to a message. Each says whether it moved anything; none asks why.

Messages carry no counter that others see: a state is one column, and its number stays.
"""

from __future__ import annotations

from collections.abc import Collection

from .models import Message

_STATE = Message.State


def hide(message: Message) -> bool:
    return to_state(message, _STATE.HIDDEN)


def remove(message: Message) -> bool:
    return to_state(message, _STATE.REMOVED)


def restore(message: Message) -> bool:
    return to_state(message, _STATE.PUBLISHED)


def delete(message: Message) -> bool:
    """Taken back by its author, unless somebody took it down before them."""
    return to_state(message, _STATE.DELETED, only_from=(_STATE.PUBLISHED,))


def to_state(message: Message, state: str, *, only_from: Collection[str] | None = None) -> bool:
    rows = Message.objects.filter(pk=message.pk).exclude(state=state)
    if only_from is not None:
        rows = rows.filter(state__in=only_from)
    changed = rows.update(state=state)
    message.state = state if changed else Message.objects.values_list("state", flat=True).get(pk=message.pk)
    return bool(changed)
