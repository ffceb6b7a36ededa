"""Changing what one wrote: the earlier text is kept, a stale form is refused with nothing lost."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from community.core import live
from community.core.markup.render import RENDERER_VERSION
from forums.composing import limits
from forums.composing.editing import GRACE, GRACE_CHARACTERS

from . import images, policies
from .actions import prepare
from .models import Message, MessageRevision, Participant


class StaleMessage(Exception):
    """It was saved in another window meanwhile; `current` is the message as it stands."""

    def __init__(self, current: Message) -> None:
        super().__init__(_("This message was changed while you were writing."))
        self.current = current


def edit(*, by: Member, message: Message, body: str, version: int) -> Message:
    """Replace the text. Every version is kept; a slip mended at once is not shown as an edit.

    Raises StaleMessage, Refused, or ValidationError (field body).
    """
    policies.can_edit(by, message).enforce()
    limits.check_count(by, "message-edits", limit=limits.EDITS_A_DAY, moderates=policies.is_staff(by))
    body, rendered = prepare(by=by, body=body)
    with transaction.atomic():
        fresh = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("conversation").get(pk=message.pk)
        policies.can_edit(by, fresh).enforce()
        if fresh.version != version:
            raise StaleMessage(fresh)
        if fresh.source == body:
            return fresh
        now = timezone.now()
        MessageRevision.objects.create(
            message=fresh, number=fresh.version, source=fresh.source, written_at=fresh.edited_at or fresh.created_at
        )
        is_slip = now - fresh.created_at <= GRACE and abs(len(body) - len(fresh.source)) <= GRACE_CHARACTERS
        fresh.source, fresh.html, fresh.text, fresh.renderer = body, rendered.html, rendered.text, RENDERER_VERSION
        fresh.version += 1
        fresh.edited_at = fresh.edited_at if is_slip else now
        fresh.save(update_fields=["source", "html", "text", "renderer", "version", "edited_at"])
        images.adopt(fresh)
        people = Participant.objects.active().filter(conversation=fresh.conversation_id)
        for member_id in people.values_list("member_id", flat=True):
            live.publish(f"member:{member_id}", {"conversation": fresh.conversation_id, "edited": fresh.number})
    return fresh
