"""A profile as the thing a case is about."""

from __future__ import annotations

from typing import Any
from zlib import crc32

from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.policies import can_see_profile
from community.core.markup.excerpt import plain
from forums.access import Viewer

from .targets import Plain, register


class MemberTarget(Plain):
    """A profile. What may be done to the account itself belongs to sanctions; here it can be found right or be reminded."""

    kind = "member"

    def load(self, pk: int) -> Member | None:
        return Member.objects.filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> Member | None:
        member = self.load(pk)
        # Name and picture stand beside every post: who may not open the page may still say what is wrong with them.
        return member if member is not None and (member.is_active or can_see_profile(viewer, member)) else None

    def author(self, thing: Member) -> Member:
        return thing

    def forum_id(self, thing: Member) -> int | None:
        return None

    def state(self, thing: Member) -> str:
        return "published" if thing.is_active else "hidden"

    def text(self, thing: Member) -> str:
        return "\n".join(part for part in (thing.name, thing.title, thing.location, thing.website, thing.bio) if part)

    def title(self, thing: Member) -> str:
        return thing.name

    def version(self, thing: Member) -> int:
        # A profile counts no versions; its words tell whether it changed.
        return crc32(self.text(thing).encode())

    def snapshot(self, thing: Member) -> dict[str, Any]:
        return {
            "title": thing.name,
            "source": self.text(thing),
            "html": "",
            "excerpt": plain(thing.bio, 200) or thing.name,
            "url": thing.get_absolute_url(),
            "version": self.version(thing),
            "number": None,
            "at": thing.date_joined.isoformat(),
            "author": thing.username,
        }


register(MemberTarget(), Member, lambda author, title: _("Profile of %(author)s") % {"author": author})
