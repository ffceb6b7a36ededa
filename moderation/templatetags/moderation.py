"""What the forum's pages show of moderation. Rows are fetched once a page, and only where a post is not public."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from forums.posts.difference import Piece, difference
from forums.posts.models import Post
from forums.threads.models import Thread
from moderation.access import moderates
from moderation.cases.models import Case
from moderation.cases.outcomes import OUTCOMES
from moderation.cases.row import where
from moderation.cases.targets import kind_of
from moderation.decisions.models import RESTRICTING, Decision

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

register = template.Library()
_ATTRIBUTE = "_moderation_notices"


@register.filter
def done(decision: Decision) -> _StrOrPromise:
    """What was decided, as a reader says it."""
    return OUTCOMES[decision.outcome].done


register.filter("where", where)


@register.simple_tag
def seconds_left(decision: Decision) -> int:
    """How long a decision can still be taken back before anybody is told of it."""
    if decision.told_at is not None:
        return 0
    return max(0, math.ceil((decision.tell_at - timezone.now()).total_seconds()))


@register.filter
def moment(when: datetime | None) -> SafeString | str:
    """14:03 today, otherwise with the day; the machine-readable moment beside it."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    # Translators: day, month and time of day, as Django's date filter writes them.
    pattern = "H:i" if local.date() == timezone.localdate() else pgettext("moment this year", "j M, H:i")
    if local.year != timezone.localdate().year:
        pattern = pgettext("moment in another year", "j M Y, H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, pattern))


@register.inclusion_tag("moderation/_report_link.html", takes_context=True)
def report_link(context: dict[str, Any], thing: Any) -> dict[str, Any]:
    """A way to report `thing` (post, thread or member), for whoever did not make it; guests give a legal notice. No query."""
    viewer = context["request"].user
    author_id = getattr(thing, "author_id", thing.pk)
    kind = kind_of(thing)
    shown = author_id != viewer.pk and getattr(thing, "state", "published") == "published"
    if not viewer.is_authenticated:
        return {"shown": shown, "url": illegal_link(thing.get_absolute_url()), "kind": kind, "is_guest": True}
    return {"shown": shown, "url": reverse("desk:report", args=[kind, thing.pk]) if shown else "", "kind": kind}


@register.simple_tag
def illegal_link(address: str) -> str:
    """Where anybody says that what stands at this address is against the law."""
    return f"{reverse('desk:notice')}?{urlencode({'url': address})}"


@register.simple_tag
def changed_words(case: Case) -> list[Piece]:
    """What its author changed of what they were asked to change. No query."""
    return difference(case.evidence.get("before", ""), case.snapshot.get("source", ""))


@register.inclusion_tag("moderation/_thread_tools.html", takes_context=True)
def moderation_tools(context: dict[str, Any], thread: Thread) -> dict[str, Any]:
    """Staff acts on a thread; nothing for anybody else. No query."""
    return {"shown": moderates(context["request"].user, thread.forum_id), "thread": thread}


@register.inclusion_tag("moderation/_post_tools.html", takes_context=True)
def post_tools(context: dict[str, Any], post: Post) -> dict[str, Any]:
    """Staff acts on a post; nothing for anybody else. No query where the post's thread is loaded."""
    return {"shown": moderates(context["request"].user, post.thread.forum_id), "post": post}


@register.simple_tag(takes_context=True)
def prepare_notices(context: dict[str, Any], posts: Any) -> str:
    """Fetch what `moderation_notice` will say about these posts: no query where all are public, two otherwise."""
    request = context["request"]
    known = getattr(request, _ATTRIBUTE, {})
    missing = [
        post for post in posts if post.state != Post.State.PUBLISHED and post.pk not in known and _concerns(request.user, post)
    ]
    if missing:
        known = known | _notices(missing)
    setattr(request, _ATTRIBUTE, known)
    return ""


@register.inclusion_tag("moderation/_notice.html", takes_context=True)
def moderation_notice(context: dict[str, Any], post: Post) -> dict[str, Any]:
    """Why a post is not public, for its author and for those who moderate there. Batched by `prepare_notices`, or by itself."""
    request = context["request"]
    if post.state == Post.State.PUBLISHED or not _concerns(request.user, post):
        return {"shown": False}
    if post.pk not in getattr(request, _ATTRIBUTE, {}):
        prepare_notices(context, context.get("posts") or [post])
        if post.pk not in getattr(request, _ATTRIBUTE):
            prepare_notices(context, [post])
    notice = getattr(request, _ATTRIBUTE)[post.pk]
    staff = moderates(request.user, post.thread.forum_id)
    return {"shown": True, "post": post, "is_staff": staff, "is_own": post.author_id == request.user.pk, **notice}


def _concerns(viewer: Any, post: Post) -> bool:
    return viewer.is_authenticated and (post.author_id == viewer.pk or moderates(viewer, post.thread.forum_id))


def _notices(posts: list[Post]) -> dict[int, dict[str, Any]]:
    ids = [post.pk for post in posts]
    found: dict[int, dict[str, Any]] = {pk: {"decision": None, "case": None} for pk in ids}
    decisions = Decision.objects.filter(
        case__target_type="post", case__target_id__in=ids, undone_at=None, outcome__in=RESTRICTING
    ).select_related("case", "rule", "law", "statement")
    for decision in decisions.order_by("pk"):
        found[decision.case.target_id]["decision"] = decision
    waiting = [
        post.pk
        for post in posts
        if post.state == Post.State.HELD or ((asked := found[post.pk]["decision"]) and asked.outcome == "revise")
    ]
    if waiting:
        for case in Case.objects.open().filter(Q(target_type="post"), target_id__in=waiting):
            found[case.target_id]["case"] = case
    return found
