"""What can be decided, as data: one row an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from moderation.reports.models import Report

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True)
class Outcome:
    name: str
    label: _StrOrPromise  # on the button
    done: _StrOrPromise  # afterwards, in the flash and the timeline
    effect: _StrOrPromise  # what it will cause, before it is pressed
    key: str  # pressed together with Shift where it is a capital
    reports: str  # the state the reports and notices get
    needs_ground: bool = False  # a house rule or a law
    statement: bool = False  # a restriction: the author gets a statement of reasons
    tells_author: bool = True
    danger: bool = False


_UPHELD, _DECLINED = Report.State.UPHELD, Report.State.DECLINED

OUTCOMES = {
    outcome.name: outcome
    for outcome in (
        # Capital K: plain k goes to the previous case, and nobody should decide by going back.
        Outcome(
            "keep",
            _("Keep"),
            _("Kept"),
            _("It stays. The author is not told, reporters are."),
            "K",
            _DECLINED,
            tells_author=False,
        ),
        Outcome("release", _("Release"), _("Released"), _("It is published and the author is told."), "r", _DECLINED),
        Outcome(
            "remind", _("Remind"), _("Reminded"), _("It stays. The author gets your message."), "m", _UPHELD, needs_ground=True
        ),
        Outcome(
            "revise",
            _("Ask for a change"),
            _("Asked for a change"),
            _("Only the author and moderators see it until the author has changed it and you have looked again."),
            "e",
            _UPHELD,
            True,
            True,
        ),
        Outcome("hide", _("Hide"), _("Hidden"), _("Only the author and moderators still see it."), "h", _UPHELD, True, True),
        Outcome("remove", _("Remove"), _("Removed"), _("Only moderators still see it."), "d", _UPHELD, True, True, danger=True),
        Outcome("reject", _("Reject"), _("Rejected"), _("It is not published."), "d", _UPHELD, True, True, danger=True),
        Outcome(
            "edit", _("Edit"), _("Edited"), _("A moderator's words stand in place of the author's."), "", _UPHELD, True, True
        ),
        Outcome("lock", _("Lock"), _("Locked"), _("Nobody but moderators can reply."), "l", _UPHELD, True, True),
        Outcome(
            "clean",
            _("Clean up"),
            _("Cleaned up"),
            _("Everything the account wrote is removed, and it is suspended."),
            "",
            _UPHELD,
            True,
            True,
            danger=True,
        ),
        Outcome("impose", _("Impose"), _("Imposed"), _("The sanction comes into force."), "i", _UPHELD, True, True, danger=True),
        Outcome("drop", _("Drop"), _("Dropped"), _("The sanction does not come into force."), "w", _DECLINED),
        Outcome("affirm", _("The decision stands"), _("Affirmed"), _("Whoever objected gets your answer."), "a", _DECLINED),
        Outcome(
            "reverse",
            _("Reverse"),
            _("Reversed"),
            _("Everything stands as before the decision, and whoever was told is told."),
            "v",
            _UPHELD,
        ),
    )
}

_BY_STATE = {
    "published": ("keep", "remind", "revise", "hide", "remove"),
    "held": ("release", "revise", "reject"),
    "hidden": ("keep", "remove"),
    "removed": ("keep",),
    "deleted": ("keep", "remind", "remove"),
}


def offered(kind: str, state: str | None) -> list[Outcome]:
    """What can be decided about a thing of this kind in this state; `state` is None when the thing is gone."""
    if kind == "proposal":
        return [OUTCOMES["impose"], OUTCOMES["drop"]] if state == "open" else []
    if kind == "appeal":
        return [OUTCOMES["affirm"], OUTCOMES["reverse"]] if state == "open" else []
    if state is None:
        return [OUTCOMES["keep"]]
    if kind == "member":
        return [OUTCOMES["keep"], OUTCOMES["remind"]]
    if kind == "message":
        # Nobody else reads there, so nothing waits for its author to change it.
        return [OUTCOMES[name] for name in _BY_STATE[state] if name != "revise"]
    if kind == "attachment":
        return [OUTCOMES["keep"], OUTCOMES["remove"]] if state == "published" else [OUTCOMES["keep"]]
    if kind == "thread" and state == "held":
        return [OUTCOMES["keep"]]  # it waits because its opening post does; that one has a case of its own
    found = [OUTCOMES[name] for name in _BY_STATE[state]]
    if kind == "thread" and state == "published":
        # A thread is not rewritten by its author as a post is; it can be kept from going on.
        found = [outcome for outcome in found if outcome.name != "revise"]
        found.insert(2, OUTCOMES["lock"])
    return found
