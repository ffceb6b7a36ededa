"""A proposal as the thing a case is about: colleagues find it in the queue, judge it and say impose or drop."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Member
from forums.access import Viewer
from moderation.cases.models import Case
from moderation.cases.targets import Plain, register

from .models import Proposal

# A second person has a day; after that the lesser measure that is in force already stays the only one (L:F5).
SECOND_WITHIN = timedelta(hours=24)


class ProposalTarget(Plain):
    kind = "proposal"

    def load(self, pk: int) -> Proposal | None:
        return (
            Proposal.objects.select_related(
                "origin__case__forum", "origin__rule", "origin__law", "member", "by", "decided_by", "case__claimed_by"
            )
            .filter(pk=pk)
            .first()
        )

    def visible(self, viewer: Viewer, pk: int) -> Proposal | None:
        found = self.load(pk)
        if found is None or found.case_id is None:
            return None
        return found if Case.objects.visible_to(viewer).filter(pk=found.case_id).exists() else None

    def author(self, thing: Proposal) -> Member:
        # Many cases at once are nobody's in particular; their case has no subject.
        return thing.member  # type: ignore[return-value]

    def forum_id(self, thing: Proposal) -> int | None:
        return thing.origin.case.forum_id if thing.origin is not None else thing.plan.get("forum")

    def state(self, thing: Proposal) -> str:
        """As it is now: what has run out is no longer open, whether or not a worker runs."""
        if thing.state == Proposal.State.OPEN and not thing.is_open:
            return Proposal.State.EXPIRED
        return thing.state

    @transaction.atomic
    def put_back(self, thing: Proposal, state: str) -> bool:
        """It waits for its decision again, for a day at least: there is no way back to a proposal that has run out."""
        if state != Proposal.State.OPEN:
            return False
        now = timezone.now()
        if thing.expires_at <= now:
            thing.expires_at = now + SECOND_WITHIN
        thing.state = Proposal.State.OPEN
        thing.decided_by = thing.decided_at = None
        thing.answer = ""
        thing.save(update_fields=["state", "expires_at", "decided_by", "decided_at", "answer"])
        return True

    def thread_id(self, thing: Proposal) -> int | None:
        return thing.origin.case.thread_id if thing.origin is not None else None

    def text(self, thing: Proposal) -> str:
        return thing.origin.case.snapshot.get("source", "") if thing.origin is not None else str(thing.plan.get("text", ""))

    def title(self, thing: Proposal) -> str:
        if thing.origin is not None:
            return str(thing.origin.case.snapshot.get("title", ""))
        return str(thing.plan.get("title", ""))

    def version(self, thing: Proposal) -> int:
        return 1

    def snapshot(self, thing: Proposal) -> dict[str, Any]:
        about = thing.origin.case.snapshot if thing.origin is not None else {}
        excerpt = (thing.origin.message or about.get("excerpt", "")) if thing.origin is not None else self.title(thing)
        return {
            "title": self.title(thing),
            "source": self.text(thing),
            "html": "",
            "excerpt": excerpt,
            "url": about.get("url", ""),
            "version": 1,
            "number": about.get("number"),
            "at": about.get("at", thing.made_at.isoformat()),
            "author": thing.member.username if thing.member is not None else "",
        }


register(
    ProposalTarget(),
    Proposal,
    lambda author, title: _("Proposed for %(author)s") % {"author": author} if author != "?" else _("Proposed for many cases"),
)
