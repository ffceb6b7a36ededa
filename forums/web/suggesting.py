"""What the composer is told while somebody writes: names, emoji, threads like this one, what others wrote, a word of advice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.queries import suggest
from community.core.markup.emoji import EMOJI
from community.core.ratelimit import hit
from forums.composing import advising
from forums.composing.people import first_of_thread
from forums.composing.similar import similar_threads
from forums.posts.models import Post
from forums.threads.models import Thread

from .guard import member_of, members_only

# How many posts that came in meanwhile are shown.
MOST_SINCE = 20
# Titles looked up in a minute; somebody who types slowly asks once a word.
LOOKED_UP = 60


@require_safe
@members_only
def people(request: HttpRequest) -> HttpResponse:
    """Names that begin so, for the list behind an @; those who write in the thread come first."""
    typed, number = request.GET.get("q", ""), request.GET.get("thread", "")
    found = suggest(typed)
    if number.isascii() and number.isdigit() and len(number) <= 18:
        thread = Thread.objects.visible_to(request.user).filter(pk=int(number)).first()
        if thread is not None:
            found = first_of_thread(thread, typed, found, but=member_of(request))
    return JsonResponse([{"username": member.username, "name": member.name} for member in found], safe=False)


@require_safe
@cache_control(public=True, max_age=86_400)
def emoji(request: HttpRequest) -> HttpResponse:
    """The shortcodes the renderer knows."""
    return JsonResponse(EMOJI)


@require_safe
@members_only
def similar(request: HttpRequest) -> HttpResponse:
    """Threads this member may read whose titles say nearly the same; nothing when none is near."""
    found: list[Thread] = []
    if hit(f"similar.{request.user.pk}", limit=LOOKED_UP, seconds=60):
        found = similar_threads(request.user, request.GET.get("title", ""))
    return render(request, "forums/_similar.html", {"similar": found})


@require_safe
@members_only
def meanwhile(request: HttpRequest, pk: int) -> HttpResponse:
    """What others published in the thread after post `after`."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) <= 9 else thread.last_number
    since = list(written_since(request, thread, number)[:MOST_SINCE])
    upto = max((post.number or 0 for post in since), default=number)
    return render(request, "forums/_since.html", {"since": since, "upto": upto})


def written_since(request: HttpRequest, thread: Thread, number: int):
    newer = Post.objects.filter(thread=thread, number__gt=number).visible_to(request.user).published()
    return newer.exclude(author=request.user.pk).select_related("author").order_by("number")


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def hints(request: HttpRequest, pk: int) -> HttpResponse:
    """A word of advice for who is about to write here; POST puts one away for this thread."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user).select_related("forum"), pk=pk)
    member = member_of(request)
    if request.method == "POST":
        advising.put_away(by=member, thread=thread, kind=request.POST.get("kind", ""))
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(status=204)
        return redirect("forums:reply", pk=thread.pk)
    return render(request, "forums/_hints.html", {"hints": advising.hints_for(member, thread), "thread": thread})
