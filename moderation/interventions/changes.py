"""What its author was asked to change comes back to the desk, with the words as they were."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from forums.posts.models import Post
from moderation.cases import opening
from moderation.cases.models import Case
from moderation.cases.targets import TARGETS
from moderation.decisions import queries as decided

CHANGED = gettext_noop("Changed by its author")


def come_back(post: Post, *, before: str) -> Case | None:
    """Open its case, or bring the open one up to date. None when nobody asked for a change.

    A change that comes late is looked at as well; until somebody has looked, it stays hidden.
    """
    asked = decided.standing_restriction("post", post.pk)
    if asked is None or asked.outcome != "revise":
        return None
    evidence = {
        "asked": asked.pk,
        "before": before,
        "message": asked.message,
        "late": asked.revise_until is not None and asked.revise_until < timezone.now(),
    }
    case, is_new = opening.open_or_join(
        target_type="post",
        thing=post,
        kind=Case.Kind.CHANGED,
        headline=CHANGED,
        severity=asked.case.severity,
        evidence=evidence,
    )
    if not is_new and case.kind == Case.Kind.CHANGED:
        snapshot = TARGETS["post"].snapshot(post)
        # The new version makes a decision about the text before it stale.
        Case.objects.filter(pk=case.pk).update(
            snapshot=snapshot, excerpt=snapshot["excerpt"][:240], text_hash=opening.text_hash(snapshot["source"]),
            version=F("version") + 1,
        )  # fmt: skip
    return case
