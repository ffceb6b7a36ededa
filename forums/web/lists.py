"""The lists of threads: latest, unread, top, unanswered, following, a forum's, a tag's; and the list of forums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.core import live
from community.core.paging import BadCursor
from forums import policies
from forums.access import rights_of
from forums.models import Forum, Right
from forums.personal import levels
from forums.personal.models import Subscription
from forums.threads.models import Tag
from forums.tree import flat, nodes, visible_tree, with_descendants

from . import queries
from .filtering import wishes_of
from .guard import members_only
from .ranking import PERIODS

MOST_CURSOR = 200
# Where an open page says how many threads changed.
LIVE_LISTS = ("latest", "new", "unread")


def _cursor(request: HttpRequest) -> str:
    return request.GET.get("after", "")[: MOST_CURSOR + 1]


def _listed(request: HttpRequest, name: str, title: str, listing: queries.Listing, **context: Any) -> HttpResponse:
    if name in LIVE_LISTS:
        live.hear(request, [f"forum:{pk}" for pk in rights_of(request.user).forums(Right.READ)])
    return render(
        request,
        "forums/list.html",
        {"list": name, "title": title, "listing": listing, "is_first_page": not request.GET.get("after"), **context},
    )


def _narrowed(request: HttpRequest, name: str, title: str, ask: Callable[..., queries.Listing]) -> HttpResponse:
    """A list with what its address narrows it to."""
    wishes = wishes_of(request)
    try:
        return _listed(request, name, title, ask(request.user, _cursor(request), wishes), wishes=wishes)
    except BadCursor as error:
        raise Http404 from error


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    return _narrowed(request, "latest", _("Latest"), queries.latest)


@require_safe
@members_only
def unread(request: HttpRequest) -> HttpResponse:
    return _narrowed(request, "unread", _("Unread"), queries.unread)


@require_safe
@members_only
def new_to_me(request: HttpRequest) -> HttpResponse:
    return _narrowed(request, "new", _("New to you"), queries.new)


@require_safe
def unanswered(request: HttpRequest) -> HttpResponse:
    return _narrowed(request, "unanswered", _("Unanswered"), queries.unanswered)


@require_safe
@members_only
def following(request: HttpRequest) -> HttpResponse:
    return _narrowed(request, "following", _("Following"), queries.following)


@require_safe
def top(request: HttpRequest) -> HttpResponse:
    period, place = request.GET.get("period", "week"), request.GET.get("after", "0")
    if period not in PERIODS or not (place.isascii() and place.isdigit() and len(place) < 6):
        raise Http404
    wishes = wishes_of(request)
    listing = queries.top(request.user, period, int(place), wishes)
    title = str(PERIODS[period].title)
    return _listed(request, "top", title, listing, period=period, periods=PERIODS.items(), wishes=wishes)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All forums the viewer sees, with their sizes."""
    roots = visible_tree(request.user)
    counts = Forum.objects.in_bulk([node.id for node in flat(roots)])
    rights = rights_of(request.user)
    for node in flat(roots):
        # Figures and times of a forum one may not read would tell what goes on in it.
        node.stats = counts[node.id] if rights.can(Right.READ, node.id) else None
    return render(request, "forums/index.html", {"roots": roots})


@require_safe
def forum(request: HttpRequest, slug: str) -> HttpResponse:
    rights = rights_of(request.user)
    here = get_object_or_404(levels.with_level(Forum.objects.all(), request.user), slug=slug, pk__in=rights.forums(Right.SEE))
    forum_ids = with_descendants(here.pk)
    try:
        listing = queries.in_forum(request.user, forum_ids, _cursor(request))
    except BadCursor as error:
        raise Http404 from error
    tree = nodes()
    live.hear(request, [f"forum:{pk}" for pk in forum_ids if rights.can(Right.READ, pk)])
    return render(
        request,
        "forums/forum.html",
        {
            "forum": here,
            "listing": listing,
            "is_first_page": not request.GET.get("after"),
            "parent": tree.get(here.parent_id) if here.parent_id and rights.can(Right.SEE, here.parent_id) else None,
            "children": [tree[pk] for pk in forum_ids if tree[pk].parent_id == here.pk and rights.can(Right.SEE, pk)],
            "may_read": rights.can(Right.READ, here.pk),
            "may_start_here": policies.can_start(request.user, here),
            "level": Subscription.Level(getattr(here, "level", None) or Subscription.Level.NORMAL),
        },
    )


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    here = get_object_or_404(Tag, slug=slug.replace("\0", ""))
    try:
        listing = queries.with_tag(request.user, here, _cursor(request))
    except BadCursor as error:
        raise Http404 from error
    if not listing.rows and not request.GET.get("after"):
        # To those who may read none of its threads, a tag does not exist.
        raise Http404
    title = _("Threads about “%(tag)s”") % {"tag": here.name}
    return _listed(request, "tag", title, listing, tag=here, level=levels.level_of_tag(request.user, here))
