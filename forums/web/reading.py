"""A thread, page by page, and the permalink of a post."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Member
from community.core import live
from community.core.markup.excerpt import plain
from community.core.paging import NumberPage
from forums import policies
from forums.access import Viewer
from forums.personal import marks
from forums.personal.levels import level_from, with_levels
from forums.personal.models import Draft, ReadMark
from forums.posts.models import Post
from forums.posts.queries import POSTS_A_PAGE, page_of_posts, url_of, url_of_number
from forums.rearranging.queries import address_instead, is_joined
from forums.threads import viewing
from forums.threads.models import Thread
from forums.threads.related import related_to
from forums.tree import nodes
from forums.trust import visiting

from .best import has_best
from .extras import where_posts_stood, with_extras
from .forms import ReplyForm, fresh_token
from .offering import offer


@dataclass
class Rail:
    """Where am I: the numbers of what is on the page, out of how many."""

    first: int
    last: int
    of: int


def readable_threads(viewer: Viewer, pk: int) -> QuerySet[Thread]:
    """The thread, if the viewer may open it, with what is their own about it: one query for the head of the page."""
    threads: QuerySet[Thread] = Thread.objects.visible_to(viewer).filter(pk=pk).select_related("forum", "author")
    threads = with_levels(threads, viewer)
    if isinstance(viewer, Member):
        mine = {"member": viewer.pk, "thread": OuterRef("pk")}
        threads = threads.annotate(
            read_number=Subquery(ReadMark.objects.filter(**mine).values("last_number")[:1]),
            draft=Subquery(Draft.objects.filter(member=viewer.pk, place=f"thread:{pk}").values("body")[:1]),
        )
    return threads


def page_number(request: HttpRequest, thread: Thread) -> int:
    raw = request.GET.get("page", "1")
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 9):
        raise Http404
    number = int(raw)
    if not 1 <= number <= max(1, -(-thread.last_number // POSTS_A_PAGE)):
        raise Http404
    return number


@require_safe
def thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    here = readable_threads(request.user, pk).first()
    if here is None or is_joined(here):
        return _instead(request, pk)
    if slug != here.slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(here.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)
    number = page_number(request, here)
    page, posts = page_of_posts(request.user, here, number)
    context = thread_context(request, here, page, posts)
    live.hear(request, [f"thread:{here.pk}"])
    if request.method == "GET" and not ahead_of_time(request):
        note_reading(request.user, here, posts)
    return render(request, "forums/thread.html", context)


def thread_context(request: HttpRequest, here: Thread, page: NumberPage, posts: list[Post]) -> dict[str, Any]:
    viewer = request.user
    may_reply = policies.can_reply(viewer, here)
    numbered = [post.number for post in posts if post.number]
    base = here.get_absolute_url()
    tags = list(here.tags.order_by("name"))
    offers = with_extras(viewer, here, offer(viewer, here, posts))
    context: dict[str, Any] = {
        "moved_after": where_posts_stood(viewer, here, offers, page),
        "thread": here,
        "current_forum_id": here.forum_id,
        "node": nodes()[here.forum_id],
        "tags": tags,
        "page": page,
        "numbers": page_numbers(page),
        "offers": offers,
        "posts": posts,
        "rail": Rail(min(numbered, default=page.first), max(numbered, default=page.first), here.last_number),
        "related": related_to(here, viewer, tags=tags),
        "base": base,
        "canonical": base if page.number == 1 else f"{base}?page={page.number}",
        "description": plain(posts[0].text, 160) if posts else "",
        "may_reply": may_reply,
        "answer_url": url_of_number(here, here.accepted_number) if here.accepted_number else "",
        "last_url": url_of_number(here, here.last_number),
        "may_moderate": policies.can_moderate(viewer, here.forum_id),
        "has_best": has_best(here),
    }
    if isinstance(viewer, Member):
        context |= _own(viewer, here)
        if may_reply:
            context["form"] = ReplyForm(
                initial={"form_token": fresh_token(), "seen_number": here.last_number, "body": getattr(here, "draft", None) or ""}
            )
            context["draft_place"] = f"thread:{here.pk}"
    return context


def _own(viewer: Member, here: Thread) -> dict[str, Any]:
    """What is new to this member and how closely they follow."""
    read, new = getattr(here, "read_number", None), 0
    if read is not None and here.last_post_at > marks.horizon_of(viewer).of(here.forum_id):
        new = max(0, here.last_number - read)
    return {
        "new_count": new,
        "first_unread_url": url_of_number(here, read + 1) if new and read is not None else "",
        "level": level_from(here),
    }


def page_numbers(page: NumberPage) -> list[int | None]:
    """The page numbers to offer: the ends and the surroundings; None stands for a gap."""
    wanted = sorted(
        {1, 2, page.number - 1, page.number, page.number + 1, page.pages - 1, page.pages} & set(range(1, page.pages + 1))
    )
    found: list[int | None] = []
    for number in wanted:
        last = found[-1] if found else None
        if last is not None and number - last == 2:
            found.append(number - 1)
        elif last is not None and number - last > 2:
            found.append(None)
        found.append(number)
    return found


def ahead_of_time(request: HttpRequest) -> bool:
    """The browser fetches what may be looked at later, or an open page its new key (static/js/live.js): nobody reads this."""
    return "prefetch" in request.headers.get("Sec-Purpose", "") or request.headers.get("X-Purpose") == "key"


def note_reading(viewer: Viewer, here: Thread, posts: list[Post]) -> None:
    viewing.note(here.pk)
    read_to = max((post.number or 0 for post in posts), default=0)
    if here.has(Thread.Extra.MOVED) and not Post.objects.filter(thread=here, number__gt=read_to).exists():
        read_to = here.last_number  # the last ones went to another thread: nothing is left to read
    if isinstance(viewer, Member) and read_to > (before := getattr(here, "read_number", None) or 0):
        threads, new = visiting.read_now([post.number for post in posts], before or None)
        visiting.note(viewer.pk, threads=threads, posts=new)
        marks.mark_read(member=viewer, thread=here, number=read_to)


def _instead(request: HttpRequest, pk: int) -> HttpResponse:
    """To the thread that this one was joined to; not for good, because it can be taken back."""
    page, number = (request.GET.get(name, "") for name in ("page", "number"))
    first = int(number) if _is_number(number) else (int(page) - 1) * POSTS_A_PAGE + 1 if _is_number(page) else 1
    if instead := address_instead(request.user, pk, number=first):
        return redirect(instead)
    raise Http404


def _is_number(raw: str) -> bool:
    return raw.isascii() and raw.isdigit() and len(raw) <= 9


@require_safe
def thread_short(request: HttpRequest, pk: int) -> HttpResponse:
    """/t/4/; with ?number=17 or ?on=2026-11-22 the place in the thread that somebody wants to jump to."""
    here = Thread.objects.visible_to(request.user).filter(pk=pk).first()
    if here is None or is_joined(here):
        return _instead(request, pk)
    number = _wanted_number(request, here)
    return redirect(url_of_number(here, number)) if number else redirect(here, permanent=True)


def _wanted_number(request: HttpRequest, here: Thread) -> int:
    """The nearest post there is; 0 when none was asked for."""
    raw, day = request.GET.get("number", ""), _day(request.GET.get("on", ""))
    if raw.isascii() and raw.isdigit():
        return max(1, min(int(raw[:10]), here.last_number))
    if day is None:
        return 0
    since = timezone.make_aware(datetime.combine(day, time.min))
    later = Post.objects.published().filter(thread=here, published_at__gte=since)
    return later.order_by("number").values_list("number", flat=True).first() or here.last_number


def _day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """A post's permanent address: on to the page it stands on today."""
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread"), pk=pk)
    return redirect(url_of(found))
