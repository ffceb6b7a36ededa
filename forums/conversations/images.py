"""The images of messages: seen by who reads the message, and by nobody else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from community.core.decisions import Decision
from forums.attachments.models import Attachment
from forums.attachments.queries import paths_in

from .models import Image, Message

ROOM = "conversations"


def adopt(message: Message) -> int:
    """Tie the author's untied images of the text to the message. Returns how many; no query without an image."""
    paths = paths_in(message.source)
    if not paths:
        return 0
    # Taken with one conditional UPDATE: an image belongs to one message or to one post.
    free = Attachment.objects.filter(path__in=paths, post=None, room="", uploader=message.author_id)
    taken = [pk for pk in free.order_by("pk").values_list("pk", flat=True) if free.filter(pk=pk).update(room=ROOM)]
    Image.objects.bulk_create([Image(message=message, attachment_id=pk) for pk in taken])
    return len(taken)


def may_see(attachment_id: int, viewer: Any) -> Decision:
    """Asked by the gate in front of the files (settings.ATTACHMENT_ROOMS). Two queries."""
    message_id = Image.objects.filter(attachment=attachment_id).values_list("message_id", flat=True).first()
    if message_id is None:
        return Decision(False)
    if Message.objects.visible_to(viewer).filter(pk=message_id).exists():
        return Decision(True)
    return Decision(import_string(settings.MESSAGE_WITNESS)(message_id, viewer))
