"""What moderation tells members, and in which words. Never who reported, never who decided."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.notifications.models import Notification
from accounts.notifications.registry import Verb, register
from moderation.proposals.telling import VERBS as _OF_PROPOSALS

_Say = Callable[[Notification], str]


def _about(sentence: _Say) -> _Say:
    """The sentence with the title of what it is about."""
    return lambda notification: sentence(notification) % {"title": notification.data.get("title", "")}


def _report_decided(notification: Notification) -> str:
    if notification.data.get("upheld"):
        return _("You were right to report “%(title)s”: we acted on it. Thank you.")
    return _("We looked at “%(title)s”, which you reported, and it may stay. Thank you for telling us.")


def _undone(notification: Notification) -> str:
    if notification.data.get("outcome") == "lock":
        return _("We took a decision about “%(title)s” back: your thread is open again. Sorry for the trouble.")
    if notification.data.get("outcome") == "edit":
        return _("We took a decision about “%(title)s” back: your own words stand there again. Sorry for the trouble.")
    if notification.data.get("readable"):
        return _("We took a decision about “%(title)s” back: what you wrote is public again. Sorry for the trouble.")
    return _("We took a decision about “%(title)s” back and look at it again.")


def _my_reports(notification: Notification) -> str:
    report = notification.data.get("report")
    return reverse("desk:own_report", args=[report]) if report else reverse("desk:reports")


def _thing(notification: Notification) -> str:
    return str(notification.data.get("url") or "/")


def _statement(notification: Notification) -> str:
    statement = notification.data.get("statement")
    return reverse("desk:statement", args=[statement]) if statement else _thing(notification)


for _verb in (
    Verb(
        "moderation.report_received",
        _about(lambda n: _("We have your report about “%(title)s” and will look at it.")),
        _my_reports,
        "never",
    ),
    Verb("moderation.report_decided", _about(_report_decided), _my_reports, "direct"),
    Verb(
        "moderation.report_reopened",
        _about(lambda n: _("We look at “%(title)s”, which you reported, once more.")),
        _my_reports,
        "direct",
    ),
    Verb("moderation.released", _about(lambda n: _("Your post in “%(title)s” is published.")), _thing, "needed"),
    Verb("moderation.reminded", _about(lambda n: _("A word from the moderators about “%(title)s”")), _thing, "needed"),
    Verb(
        "moderation.hidden", _about(lambda n: _("What you wrote in “%(title)s” was hidden. Here is why.")), _statement, "needed"
    ),
    Verb(
        "moderation.removed", _about(lambda n: _("What you wrote in “%(title)s” was removed. Here is why.")), _statement, "needed"
    ),
    Verb(
        "moderation.rejected",
        _about(lambda n: _("What you wrote in “%(title)s” was not published. Here is why.")),
        _statement,
        "needed",
    ),
    Verb(
        "moderation.revise",
        _about(lambda n: _("Please change what you wrote in “%(title)s”. Here is why.")),
        _statement,
        "needed",
    ),
    Verb(
        "moderation.edited",
        _about(lambda n: _("A moderator changed what you wrote in “%(title)s”. Here is why.")),
        _statement,
        "needed",
    ),
    Verb("moderation.locked", _about(lambda n: _("Your thread “%(title)s” was locked. Here is why.")), _statement, "needed"),
    Verb("moderation.sanctioned", lambda n: _("Your account was limited. Here is why."), _statement, "needed"),
    Verb("moderation.undone", _about(_undone), _thing, "needed"),
    *_OF_PROPOSALS,
):
    register(_verb)

from .appeals import notices as _appeals  # noqa: E402,F401
from .bulk import notices as _batches  # noqa: E402,F401
from .cases import notices as _cases  # noqa: E402,F401
from .legal_notices import notices as _legal_notices  # noqa: E402,F401
from .sanctions import notices as _sanctions  # noqa: E402,F401
