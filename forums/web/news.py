"""What came while a thread was open: its new posts as a part, put at the end of the page (static/js/news.js)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from forums import policies
from forums.posts.queries import page_of_posts, url_of_number

from .guard import members_only
from .offering import offer
from .reading import note_reading, page_number, readable_threads


@require_safe
@members_only
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """The posts after number `after` as far as page `page` goes, and how many there are in all.

    204 when there are none: what was told of may have been taken back, or be hidden from this reader.
    """
    viewer = request.user
    here = get_object_or_404(readable_threads(viewer, pk), pk=pk)
    after = _number(request.GET.get("after", ""))
    waiting = here.last_number - after
    if waiting <= 0:
        return HttpResponse(status=204)
    page, found = page_of_posts(viewer, here, page_number(request, here))
    posts = [post for post in found if (post.number or 0) > after]
    if request.method == "GET" and posts:
        note_reading(viewer, here, posts)
    offers = offer(viewer, here, posts)
    for offered in offers:
        # The line "new from here" stands where it stood when the page was opened.
        offered.is_first_unread = False
    shown_to = min(here.last_number, page.last) if after < page.last else after
    context = {
        "thread": here,
        "offers": offers,
        "posts": posts,
        "page": page,
        "waiting": waiting,
        "shown_to": shown_to,
        "beyond": here.last_number - shown_to,
        "next_url": url_of_number(here, shown_to + 1),
        "first_url": url_of_number(here, after + 1),
        "may_reply": policies.can_reply(viewer, here),
        "may_moderate": policies.can_moderate(viewer, here.forum_id),
    }
    return render(request, "forums/_news.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
