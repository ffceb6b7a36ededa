"""A message of a private conversation as the thing a case is about.

Only who takes part can report it. Who decides sees what was reported, kept with the few messages around it, and nothing else
of the conversation: there is no page on which anybody could read on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.conversations import levers as message_levers
from forums.conversations.models import Message
from moderation.access import moderates_everything

from .models import Case
from .targets import AFTER, BEFORE, Lever, Neighbour, Plain, back_to_readers, register

_AROUND_LENGTH = 400


class MessageTarget(Plain):
    """One message. It belongs to no forum, so it is for those who moderate them all."""

    kind = "message"
    levers: Mapping[str, Lever] = {
        "keep": back_to_readers(message_levers.restore),
        "hide": message_levers.hide,
        "remove": message_levers.remove,
    }

    def load(self, pk: int) -> Message | None:
        return Message.objects.select_related("conversation", "author").filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Message | None:
        if not isinstance(viewer, Member):
            return None
        return Message.objects.visible_to(viewer).select_related("conversation", "author").filter(pk=pk).first()

    def author(self, thing: Message) -> Member:
        return thing.author

    def forum_id(self, thing: Message) -> int | None:
        return None

    def state(self, thing: Message) -> str:
        return thing.state

    def put_back(self, thing: Message, state: str) -> bool:
        return message_levers.to_state(thing, state)

    def text(self, thing: Message) -> str:
        return thing.source

    def title(self, thing: Message) -> str:
        return thing.conversation.title

    def version(self, thing: Message) -> int:
        return thing.version

    def snapshot(self, thing: Message) -> dict[str, Any]:
        return {
            "title": thing.conversation.title,
            "source": thing.source,
            "html": thing.html,
            "excerpt": plain(thing.text, 200),
            "url": thing.get_absolute_url(),
            "version": thing.version,
            "number": thing.number,
            "at": thing.created_at.isoformat(),
            "author": thing.author.username,
            # Kept with it, not looked up later: what is written after the report is not for the desk.
            "around": [asdict(near) for near in self.neighbours(thing)],
        }

    def neighbours(self, thing: Message) -> list[Neighbour]:
        """The messages right around it, as they are now; a case shows those kept in its snapshot."""
        near = (
            Message.objects.filter(
                conversation=thing.conversation_id,
                number__range=(thing.number - BEFORE, thing.number + AFTER),
                state=Message.State.PUBLISHED,
            )
            .exclude(pk=thing.pk)
            .select_related("author")
            .order_by("number")
        )
        return [Neighbour(m.author.name, plain(m.text, _AROUND_LENGTH), m.number, m.number - thing.number) for m in near]


def is_judged_by(message_id: int, viewer: Viewer) -> bool:
    """Whether a case lets this person look at the message and its images (settings.MESSAGE_WITNESS)."""
    return moderates_everything(viewer) and Case.objects.on("message", message_id).exists()


register(
    MessageTarget(),
    Message,
    lambda author, title: _("Message by %(author)s in “%(title)s”") % {"author": author, "title": title},
)
