"""Posts that came by mail and may be forged wait for a moderator (settings.POST_SCREENERS)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from forums.composing.submission import PASS, Outcome, Submission, Verdict

# How a text came (Submission.via).
BY_MAIL, BY_UNPROVEN_MAIL = "mail", "unproven mail"
UNPROVEN = gettext_noop("Came by mail, and the sender is not proven")


def unproven_mail(submission: Submission) -> Verdict:
    """Hold what came from an address that our mail server could not prove (settings.MAIL_IN_AUTHENTICATED_BY)."""
    if submission.via != BY_UNPROVEN_MAIL:
        return PASS
    return Verdict(
        Outcome.HOLD, UNPROVEN, _("Your mail provider does not prove that this is you. A moderator looks at it first.")
    )
