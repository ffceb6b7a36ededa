"""What the member and whoever proposed are told of a proposal."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts.notifications.actions import notify
from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb
from community.core.markup.excerpt import plain
from moderation.decisions.models import Decision

from . import keys, wording
from .models import Proposal

QUOTED = 600


def invite(decision: Decision) -> None:
    """Ask the member for their view, when the time to take the decision back is over."""
    for proposal in Proposal.objects.filter(origin=decision, state=Proposal.State.OPEN).exclude(hearing_until=None):
        proposal.origin = decision
        member = proposal.member
        if member is None:
            continue
        with translation.override(member.language):
            text = _letter(proposal, decision)
        notify(
            member=member,
            verb="moderation.hearing",
            event=_event(proposal),
            data={"proposal": proposal.pk, "until": proposal.hearing_until.isoformat(), "text": text},  # type: ignore[union-attr]
        )


def _letter(proposal: Proposal, decision: Decision) -> str:
    """What is intended, for what, and what the member can do: all they need to answer, without a second page."""
    basis = decision.basis.in_language()[:2] if decision.basis else ("", "")
    parts = [
        wording.announced(proposal),
        decision.message,
        _("Ground: %(title)s. %(text)s") % {"title": basis[0], "text": basis[1]} if basis[0] else "",
        *_quoted(decision),
        _("Nothing is decided yet. You can answer until %(until)s; what you write is read before we decide.")
        % {"until": wording.moment(proposal.hearing_until)},
        _("You can answer here, also without logging in: %(link)s") % {"link": keys.link(proposal)},
    ]
    return "\n\n".join(part for part in parts if part)


def _quoted(decision: Decision) -> list[str]:
    snapshot = decision.case.snapshot
    if decision.case.target_type == "member":
        return [_("It is about your account as a whole, not about one post.")]
    return [
        _("It is about this, in “%(title)s”:") % {"title": snapshot.get("title", "")},
        plain(snapshot.get("source", ""), QUOTED),
    ]


def tell_over(proposal: Proposal) -> None:
    """Whoever was asked for an answer learns that nothing comes of it."""
    if proposal.member is None or not Notification.objects.filter(member=proposal.member, event=_event(proposal)).exists():
        return
    notify(
        member=proposal.member,
        verb="moderation.hearing_over",
        event=f"{_event(proposal)}:over",
        data={"proposal": proposal.pk},
    )


def tell_proposer(proposal: Proposal) -> None:
    """What came of what they proposed, and what the second person said."""
    notify(
        member=proposal.by,
        verb="moderation.proposal_decided",
        event=f"proposal:{proposal.pk}:{proposal.state}",
        actor=proposal.decided_by,
        data={
            "case": proposal.case_id,
            "state": proposal.state,
            "name": proposal.member.name if proposal.member else "",
            "text": proposal.answer,
        },
    )


def _event(proposal: Proposal) -> str:
    return f"hearing:{proposal.pk}"


def _hearing(notification: Notification) -> str:
    until = parse_datetime(notification.data.get("until", ""))
    return _("We intend to limit your account and ask for your view first. You can answer until %(until)s.") % {
        "until": wording.moment(until)
    }


def _decided(notification: Notification) -> str:
    said = {
        Proposal.State.APPROVED: _("What you proposed was approved."),
        Proposal.State.DECLINED: _("What you proposed was not approved."),
    }
    return said.get(notification.data.get("state", ""), _("What you proposed ran out: nobody decided in time."))


def _page(notification: Notification) -> str:
    return reverse("desk:hearing", args=[notification.data.get("proposal", 0)])


def _case(notification: Notification) -> str:
    return reverse("desk:case", args=[notification.data.get("case", 0)])


VERBS = (
    Verb("moderation.hearing", _hearing, _page, "needed"),
    Verb(
        "moderation.hearing_over",
        lambda n: _("We do not go on with what we intended for your account. You need not answer any more."),
        _page,
        "needed",
    ),
    Verb("moderation.proposal_decided", _decided, _case, "direct"),
)
