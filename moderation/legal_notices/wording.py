"""What a notifier reads: what was decided, on what ground in general words, and what they can do about it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.decisions.models import Decision

# The notifier learns what became of the thing, not what the author was told.
_OUTCOMES = {
    "keep": gettext_lazy("We looked at it and found that it may stay."),
    "release": gettext_lazy("We looked at it and found that it may stay."),
    "remind": gettext_lazy("We agree that something is wrong with it. It stays, and we have talked to the author."),
    "revise": gettext_lazy("We agree. It is not public any more unless its author changes what is wrong with it."),
    "hide": gettext_lazy("We agree. It is not public any more."),
    "remove": gettext_lazy("We agree. It was removed."),
    "reject": gettext_lazy("We agree. It is not published."),
    "edit": gettext_lazy("We agree. What is wrong with it was taken out."),
    "lock": gettext_lazy("We agree. Nobody can add to it any more."),
    "clean": gettext_lazy("We agree. Everything this account wrote was removed."),
    "impose": gettext_lazy("We agree. The account was limited."),
}
_ACTED = gettext_lazy("We agree and have acted.")
_KINDS = {
    "post": gettext_lazy("Post in “%(title)s”"),
    "thread": gettext_lazy("Thread “%(title)s”"),
    "member": gettext_lazy("Profile of %(title)s"),
    "attachment": gettext_lazy("Image in “%(title)s”"),
    "message": gettext_lazy("Message in “%(title)s”"),
}
HUMAN = gettext_lazy("People decided this. No automated means were used for the decision.")


def about(kind: str, snapshot: dict[str, Any]) -> str:
    """What was named, as a line of a list."""
    return str(_KINDS.get(kind, "%(title)s")) % {"title": snapshot.get("title", "")}


def outcome(decision: Decision) -> str:
    return str(_OUTCOMES.get(decision.outcome, _ACTED))


def ground(decision: Decision, language: str) -> str:
    """The ground in general words; where nothing was found, that nothing was found."""
    basis = decision.basis
    if basis is None:
        if decision.outcome in ("keep", "release"):
            return _("It breaks neither a law nor our house rules as far as we can see.")
        return ""
    title = basis.in_language(language)[0]
    if decision.law is not None:
        return _("It is against the law: %(law)s (%(title)s).") % {"law": decision.law.reference, "title": title}
    assert decision.rule is not None
    return _("It breaks our house rule %(number)s: %(title)s.") % {"number": decision.rule.number, "title": title}
