"""An image as the thing a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from forums.attachments import levers as attachment_levers
from forums.attachments.gate import may_serve
from forums.attachments.models import Attachment

from .targets import Lever, Neighbour, Plain, back_to_readers, register


class AttachmentTarget(Plain):
    """One image of a post. The post stays; what it says around the image is shown beside the case."""

    kind = "attachment"
    levers: Mapping[str, Lever] = {
        "keep": back_to_readers(attachment_levers.restore),
        "remove": attachment_levers.remove,
    }

    def load(self, pk: int) -> Attachment | None:
        return Attachment.objects.select_related("post__thread__forum", "post__author", "uploader").filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Attachment | None:
        found = self.load(pk)
        return found if found is not None and found.post is not None and may_serve(found.path, viewer) else None

    def author(self, thing: Attachment) -> Member:
        return thing.uploader

    def forum_id(self, thing: Attachment) -> int | None:
        return thing.post.thread.forum_id if thing.post else None

    def state(self, thing: Attachment) -> str:
        return thing.state

    def put_back(self, thing: Attachment, state: str) -> bool:
        return attachment_levers.to_state(thing, state)

    def thread_id(self, thing: Attachment) -> int | None:
        return thing.post.thread_id if thing.post else None

    def text(self, thing: Attachment) -> str:
        return thing.name

    def title(self, thing: Attachment) -> str:
        return thing.post.thread.title if thing.post else thing.name

    def version(self, thing: Attachment) -> int:
        return 1  # an image is never changed, only replaced by another

    def snapshot(self, thing: Attachment) -> dict[str, Any]:
        return {
            "title": self.title(thing),
            "source": thing.name,
            "html": "",
            "excerpt": (_("Image: %(name)s") if thing.is_picture else _("File: %(name)s")) % {"name": thing.name},
            # A file is not shown, it is fetched.
            ("image" if thing.is_picture else "file"): thing.file_url,
            "width": thing.width,
            "height": thing.height,
            "url": thing.get_absolute_url(),
            "version": 1,
            "number": thing.post.number if thing.post else None,
            "thread": self.thread_id(thing),
            "at": thing.created_at.isoformat(),
            "author": thing.uploader.username,
        }

    def neighbours(self, thing: Attachment) -> list[Neighbour]:
        """The words it stands among."""
        if thing.post is None:
            return []
        return [Neighbour(thing.post.author.name, plain(thing.post.text, 400), thing.post.number or 0, -1)]


register(
    AttachmentTarget(),
    Attachment,
    lambda author, title: _("Image by %(author)s in “%(title)s”") % {"author": author, "title": title},
)
