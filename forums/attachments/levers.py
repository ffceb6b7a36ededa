"""What higher storeys may do to an image. Each says whether it moved anything; none asks why."""

from __future__ import annotations

from .models import Attachment

_STATE = Attachment.State


def remove(attachment: Attachment) -> bool:
    """Nobody sees it any more but those who moderate there; its post stays."""
    return to_state(attachment, _STATE.REMOVED)


def restore(attachment: Attachment) -> bool:
    return to_state(attachment, _STATE.PUBLISHED)


def to_state(attachment: Attachment, state: str) -> bool:
    changed = Attachment.objects.filter(pk=attachment.pk).exclude(state=state).update(state=state)
    attachment.state = state
    return bool(changed)
