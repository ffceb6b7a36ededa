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
    reports: str  # the state the reports get
    needs_rule: bool = False
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
            "remind", _("Remind"), _("Reminded"), _("It stays. The author gets your message."), "m", _UPHELD, needs_rule=True
        ),
        Outcome("hide", _("Hide"), _("Hidden"), _("Only the author and moderators still see it."), "h", _UPHELD, True, True),
        Outcome("remove", _("Remove"), _("Removed"), _("Only moderators still see it."), "d", _UPHELD, True, True, danger=True),
        Outcome("reject", _("Reject"), _("Rejected"), _("It is not published."), "d", _UPHELD, True, True, danger=True),
    )
}

_BY_STATE = {
    "published": ("keep", "remind", "hide", "remove"),
    "held": ("release", "reject"),
    "hidden": ("keep", "remove"),
    "removed": ("keep",),
    "deleted": ("keep", "remind", "remove"),
}


def offered(kind: str, state: str | None) -> list[Outcome]:
    """What can be decided about a thing of this kind in this state; `state` is None when the thing is gone."""
    if state is None:
        return [OUTCOMES["keep"]]
    if kind == "member":
        return [OUTCOMES["keep"], OUTCOMES["remind"]]
    if kind == "thread" and state == "held":
        return [OUTCOMES["keep"]]  # it waits because its opening post does; that one has a case of its own
    return [OUTCOMES[name] for name in _BY_STATE[state]]
