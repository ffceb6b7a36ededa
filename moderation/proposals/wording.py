"""What is intended, in words: for colleagues in short, for the member in a whole sentence."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from moderation.sanctions.models import Kind
from moderation.sanctions.plan import Plan
from moderation.sanctions.wording import in_words, length, until

from .models import Proposal


def intended(proposal: Proposal) -> str:
    """In short, for colleagues."""
    if proposal.kind == Proposal.Kind.CLEAN:
        return _("Remove everything the account wrote and suspend it for 30 days")
    if proposal.kind == Proposal.Kind.BULK:
        n = len(proposal.plan.get("cases", []))
        return ngettext("Decide %(n)d case together", "Decide %(n)d cases together", n) % {"n": n}
    plan = Plan.from_json(proposal.plan)
    if plan.locks_out and plan.hours is None:
        return _("%(sanction)s without an end") % {"sanction": in_words(plan.kind, None)}
    return in_words(plan.kind, plan.hours)


def announced(proposal: Proposal) -> str:
    """To the member, before anything is decided."""
    plan = Plan.from_json(proposal.plan)
    if plan.kind == Kind.BAN or plan.hours is None:
        return _("We intend to close your account.")
    if plan.kind == Kind.READ_ONLY:
        return _("We intend to let you only read, and not write, for %(length)s.") % {"length": length(plan.hours)}
    return _("We intend to suspend your account for %(length)s.") % {"length": length(plan.hours)}


def moment(when: datetime | None) -> str:
    return until(when) if when else ""
