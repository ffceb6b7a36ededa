"""The first reason why a post waits: its author is new here, or every post of the forum does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from community.core.models import SiteSettings
from forums.composing.submission import PASS, Outcome, Submission, Verdict
from forums.models import Forum
from forums.posts.models import Post

NEWCOMER = gettext_noop("First post of a newcomer")
EVERY_POST = gettext_noop("Every post here is checked")


def newcomer_posts(submission: Submission) -> Verdict:
    """Hold the first posts of members at trust level 0, and everything where the forum says so. Moderators are never held."""
    if submission.author_moderates or submission.kind == "edit":
        return PASS
    if Forum.objects.filter(pk=submission.forum_id, hold_everything=True).exists():
        return Verdict(
            Outcome.HOLD,
            EVERY_POST,
            _("Thank you. In this forum a moderator reads every post before it appears; you will be told."),
            {},
        )
    first = SiteSettings.current().newcomer_posts_held
    if not first or submission.author_trust > 0:
        return PASS
    # Not the counter the submission carries: it may be older than the post that was released a moment ago.
    published = Post.objects.published().filter(author=submission.author_id)[:first].count()
    if published >= first:
        return PASS
    return Verdict(
        Outcome.HOLD,
        NEWCOMER,
        _("Thank you, and welcome. A moderator reads the first posts of new members before they appear; you will be told."),
        {"links": list(submission.links)[:10]},
    )
