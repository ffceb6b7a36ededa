"""An objection as the thing a case is about: it waits in the same queue as everything else."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Member
from community.core.markup.excerpt import plain
from forums.access import Viewer
from moderation.cases.targets import Plain, register

from .models import Appeal, Redress


class AppealTarget(Plain):
    kind = "appeal"

    def load(self, pk: int) -> Appeal | None:
        found = Appeal.objects.select_related("redress__decision__case__subject", "redress__member", "redress__notice")
        return found.filter(pk=pk).first()

    def visible(self, viewer: Viewer, pk: int) -> None:
        # Nobody reports an objection: it is answered.
        return None

    def author(self, thing: Appeal) -> Member:
        """Whom the first decision was about, so that they are never their own judge; nobody where the account is gone."""
        return thing.redress.decision.case.subject  # type: ignore[return-value]

    def forum_id(self, thing: Appeal) -> int | None:
        return thing.redress.decision.case.forum_id

    def state(self, thing: Appeal) -> str:
        return thing.state

    def text(self, thing: Appeal) -> str:
        return thing.text

    def title(self, thing: Appeal) -> str:
        return str(thing.redress.decision.case.snapshot.get("title", ""))

    def version(self, thing: Appeal) -> int:
        return 1

    def thread_id(self, thing: Appeal) -> int | None:
        return thing.redress.decision.case.thread_id

    def snapshot(self, thing: Appeal) -> dict[str, Any]:
        # The author of what was reported may moderate too: lists show neither who reported it nor their words.
        is_known = thing.redress.role == Redress.Role.AFFECTED
        return {
            "title": self.title(thing),
            "source": thing.text,
            "html": "",
            "excerpt": plain(thing.text, 200) if is_known else self.title(thing),
            "url": thing.redress.decision.case.snapshot.get("url", ""),
            "version": 1,
            "number": None,
            "at": thing.made_at.isoformat(),
            "author": thing.redress.member.username if is_known and thing.redress.member else "",
        }


register(
    AppealTarget(),
    Appeal,
    lambda author, title: (
        _("Objection by %(author)s: “%(title)s”") % {"author": author, "title": title}
        if author not in ("", "?")
        else _("Objection to a decision about “%(title)s”") % {"title": title}
    ),
)
