"""What a limited member writes: held for a moderator, or refused for its links or images (POST_SCREENERS)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from forums.composing.attaching import links_beside
from forums.composing.rendering import render_source
from forums.composing.submission import PASS, Outcome, Submission, Verdict
from forums.posts.models import Post

from . import wording
from .gate import covers
from .models import Kind, Sanction

SANCTION = gettext_noop("Every post of this member is checked")
_SHOWN = 3


def limited_members(submission: Submission) -> Verdict:
    """No query for whom nothing limits. An edit may keep the links and images that were there before."""
    if not submission.author_is_limited:
        return PASS
    active = Sanction.objects.active().filter(member=submission.author_id, kind__in=(Kind.NO_LINKS, Kind.NO_MEDIA, Kind.HOLD))
    found = {
        sanction.kind: sanction
        # The one that ends last speaks: it says until when.
        for sanction in sorted(active.select_related("forum", "thread"), key=_ends)
        if covers(sanction, forum_id=submission.forum_id, thread_id=submission.thread_id)
    }
    if Kind.NO_LINKS in found and (new := _new(submission, "links")):
        return Verdict(
            Outcome.REFUSE,
            message=_("%(sentence)s This text has: %(links)s")
            % {"sentence": wording.effect_until(found[Kind.NO_LINKS]), "links": ", ".join(new[:_SHOWN])},
        )
    if Kind.NO_MEDIA in found and _new(submission, "images"):
        return Verdict(Outcome.REFUSE, message=wording.effect_until(found[Kind.NO_MEDIA]))
    if Kind.HOLD in found:
        return Verdict(Outcome.HOLD, SANCTION, _held(found[Kind.HOLD]), {"sanction": found[Kind.HOLD].pk})
    return PASS


def _new(submission: Submission, what: str) -> list[str]:
    has: tuple[str, ...] = getattr(submission, what)
    if not has or submission.kind != "edit":
        return list(has)
    source = Post.objects.filter(pk=submission.post_id or 0).values_list("source", flat=True).first()
    try:
        before = render_source(source or "")
    except ValidationError:
        # A text longer than the site allows by now: nothing of it can be told apart.
        return list(has)
    had = (*before.links, *links_beside(submission.post_id or 0)) if what == "links" else before.image_urls
    return [address for address in has if address not in had]


def _held(sanction: Sanction) -> str:
    if sanction.ends_at is None:
        return _("A moderator reads your posts before they appear. You will be told.")
    return _("A moderator reads your posts before they appear, until %(when)s. You will be told.") % {
        "when": wording.until(sanction.ends_at)
    }


def _ends(sanction: Sanction) -> float:
    return float("inf") if sanction.ends_at is None else sanction.ends_at.timestamp()
